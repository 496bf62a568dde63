/** Scripts as they stand on old and careless pages, to be run before ours. They are source: they belong to the page. */
export const HOSTILE_CODE: Record<string, string> = {
  'adds enumerable properties to every prototype': `
    for (const of of [Object, Array, Function, String, Number, Promise, Map, Element, Event, Node]) {
      for (const name of ['extend', 'each', 'inspect', 'clone', 'merge', 'keys', 'map', 'contains', 'size', 'isEmpty', 'tap']) {
        if (!(name in of.prototype)) of.prototype[name] = function () { return 'hostile'; };
      }
    }`,
  'adds what property descriptors and options are asked for': `
    Object.prototype.get = function () {};
    Object.prototype.passive = true;
    Object.prototype.detail = 'hostile';`,
  // Prototype.js 1.6, which still runs shops.
  'makes arrays write themselves as JSON': `
    Array.prototype.toJSON = function () { return '[' + this.map((each) => Object.toJSON(each)).join(', ') + ']'; };
    String.prototype.toJSON = function () { return JSON.stringify(String(this)); };
    Object.toJSON = (value) => String(value);`,
  'has other ideas of what arrays do': `
    Array.from = function (list) {
      if (!list) return [];
      const results = new Array(list.length || 0);
      for (let at = 0; at < results.length; at++) results[at] = list[at];
      return results;
    };
    Array.prototype.entries = Array.prototype.toArray = function () { return [].concat(this); };
    Array.prototype.clone = Array.prototype.toArray;
    Array.prototype.first = function () { return this[0]; };
    Element.prototype.update = function () { return this; };
    Element.prototype.remove = function () { this.parentNode.removeChild(this); return this; };
    Function.prototype.bind = ((bind) => function (...given) { return given.length ? bind.apply(this, given) : this; })(
      Function.prototype.bind,
    );`,
  'wraps fetch, timers and listeners to watch them': `
    const { fetch, setTimeout, addEventListener } = window;
    window.fetch = function (...given) { return fetch.apply(this, given).then((response) => response); };
    window.setTimeout = function (work, ...rest) { return setTimeout(() => work(), ...rest); };
    EventTarget.prototype.addEventListener = function (type, listener, options) {
      return addEventListener.call(this, type, listener, options);
    };`,
  'takes away what it thinks nobody needs': `
    for (const name of ['structuredClone', 'requestIdleCallback', 'IntersectionObserver', 'scheduler']) {
      delete window[name];
    }
    window.name = 'x'; window.status = 'y'; window.event = undefined; window.$ = window.html = window.css = 1;`,
};

/** What a page may have made of `fetch`. */
export const BROKEN_FETCH: Record<string, string> = {
  'throws at once': "window.fetch = () => { throw new TypeError('blocked') }",
  'always rejects': "window.fetch = () => Promise.reject(new TypeError('blocked'))",
  'gives nothing': 'window.fetch = () => undefined',
  'gives a thing that is no reply': 'window.fetch = async () => ({ ok: true, status: 200 })',
  'is gone': 'delete window.fetch; window.fetch = undefined',
};
