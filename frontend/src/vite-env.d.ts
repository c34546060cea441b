/// <reference types="vite/client" />
/// <reference types="svelte" />
declare module "altcha/external";
declare module "altcha/i18n/*";
declare module "altcha/workers/pbkdf2?worker" {
  const worker: new () => Worker;
  export default worker;
}
declare module "altcha/workers/sha?worker" {
  const worker: new () => Worker;
  export default worker;
}
