/** Small comforts of the pages; each page works without them. */
import { startCopy } from "./copy";
import { startDialogs } from "./dialogs";
import { startFocus } from "./focus";
import { startByHand } from "./hand";
import { startMenus } from "./menus";
import { startTitleCount } from "./title";

export function startUi(): void {
  startMenus();
  startDialogs();
  startCopy();
  startTitleCount();
  startFocus();
  startByHand();
}
