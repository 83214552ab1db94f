import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';

interface InstancesStore {
  /** Undefined until the first answer. */
  instances: readonly SoftwareInstance[] | undefined;
}

export const useInstancesStore = createAppStore<InstancesStore>(() => ({ instances: undefined }));

export function setInstances(instances: readonly SoftwareInstance[]): void {
  useInstancesStore.setState({ instances });
}
