import { startPasskeys } from "../passkeys/forms";

startPasskeys();
