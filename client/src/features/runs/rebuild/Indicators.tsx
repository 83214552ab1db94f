import { useCurrentPair } from '../../releases/index.ts';
import { StepIndicator } from './StepIndicator.tsx';

/** How the software of the chosen release is, and its instance. */
export function Indicators() {
  const pair = useCurrentPair();
  return (
    <>
      <StepIndicator step="software" status={pair?.release.software} />
      <StepIndicator step="instance" status={pair?.status} />
    </>
  );
}
