import type { NamedRequest } from '../../../../../shared/requests/requestFile.ts';
import { MenuItem, MenuSeparator } from '../../../components/Menu.tsx';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { copyRequest } from './requestActions.ts';
import { saveRequestFile } from './requestFiles.ts';

/** Items of a menu: the request of an instance as a text. */
export function RequestFileItems({ request }: { request: NamedRequest }) {
  return (
    <>
      <MenuItem
        hint="A text of the workspace that asks for the same"
        onSelect={() => reportFailure(saveRequestFile(request))}
      >
        Save as request file
      </MenuItem>
      <MenuItem onSelect={() => reportFailure(copyRequest(request))}>Copy as slapos request</MenuItem>
      <MenuSeparator />
    </>
  );
}
