import { startCaptcha } from "../captcha/captcha";

startCaptcha();
