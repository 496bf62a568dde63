// Preloaded into a server process (`node --import`): its clock is off by CLOCK_SKEW_MS milliseconds, as a machine's may be.
const skew = Number(process.env.CLOCK_SKEW_MS);
const RealDate = Date;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [target.now() + skew], newTarget),
  apply: (target) => new target(target.now() + skew).toString(),
  get: (target, name, receiver) => (name === 'now' ? () => target.now() + skew : Reflect.get(target, name, receiver)),
});
