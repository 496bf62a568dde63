/** What goes, and what comes in its place; of three, what goes ends where the second begins. */
export type Cut = string | readonly [from: string, to: string] | readonly [from: string, until: string, to: string];

/**
 * What of Lit is left out, by file. Each text that begins a cut stands in its file exactly once, or the build fails. What our sources
 * would need all the same fails the build too: see `NEEDED` in lean-lit.ts, and the templates that `compactTemplates` refuses.
 */
export const CUTS: Readonly<Record<string, readonly Cut[]>> = {
  '/lit-html/lit-html.js': [
    // Templates that begin inside an SVG or MathML element. Ours bring their <svg> along.
    ',w=x(2),T=x(3)',
    ',T as mathml',
    ',w as svg',
    ['2===i?"<svg>":3===i?"<math>":"",c=v', '"",c=v'],
    '+(2===i?"</svg>":3===i?"</math>":"")',
    [
      'if(this.el=S.createElement(f,e),P.currentNode=this.el.content,2===i||3===i){const t=this.el.content.firstChild;t.replaceWith(...t.childNodes)}',
      '(this.el=document.createElement("template")).innerHTML=f,P.currentNode=this.el.content;',
    ],
    // Comments in templates.
    ',_=/-->/g,m=/>/g',
    '"!--"===u[1]?c=_:void 0!==u[1]?c=m:',
    'c===_||c===m?c=v:',
    [
      'if(8===r.nodeType)if(r.data===n)d.push({type:2,index:l});else{let t=-1;for(;-1!==(t=r.data.indexOf(o,t+1));)d.push({type:7,index:l}),t+=o.length-1}l++',
      'if(r.data===n)d.push({type:2,index:l});l++',
    ],
    // Expressions within <script>, <style>, <textarea> and <title>.
    ',y=/^(?:script|style|textarea|title)$/i',
    ['(y.test(u[2])&&(n=RegExp("</"+u[2],"g")),c=p)', 'c=p'],
    ['(c=n??v,d=-1)', '(c=v,d=-1)'],
    ['(c=p,n=void 0)', 'c=p'],
    'if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}',
    // Templates that were compiled beforehand, and those of another document.
    [
      '"number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s)',
      'this._$AC(t)',
    ],
    't?.creationScope??',
    // Directives that want to know whether they are still in the document.
    'h?._$AO?.(!1),',
    'get _$AU(){return this._$AM?._$AU??this._$Cv}',
    ['get _$AU(){return this._$AM._$AU}u(t){', 'u(t){'],
    ['get _$AU(){return this._$AM._$AU}constructor', 'constructor'],
    ['get _$AU(){return this._$AM._$AU}_$AI', '_$AI'],
    ['this._$AV=[],this._$AN=void 0', 'this._$AV=[]'],
    ['this._$AN=void 0,this._$AA=t', 'this._$AA=t'],
    ['this._$AN=void 0,this.element=t,this.name', 'this.element=t,this.name'],
    ['this.type=6,this._$AN=void 0', 'this.type=6'],
    ',this._$Cv=e?.isConnected??!0',
    'setConnected(t){void 0===this._$AM&&(this._$Cv=t,this._$AP?.(t))}',
    ['for(this._$AP?.(!1,!0,s);', 'for(;'],
    // What directives of others may ask of a part, and what polyfills wrap.
    'get parentNode(){let t=this._$AA.parentNode;const i=this._$AM;return void 0!==i&&11===t?.nodeType&&(t=i.parentNode),t}get startNode(){return this._$AA}get endNode(){return this._$AB}',
    'get parentNode(){return this._$AM.parentNode}',
    'get tagName(){return this.element.tagName}',
    ['const s=i(t).nextSibling;i(t).remove(),t=s', 'const s=t.nextSibling;t.remove(),t=s'],
    // Listeners whose options change, and roots that begin with something else.
    '||t.capture!==s.capture||t.once!==s.once||t.passive!==s.passive',
    [
      'const e=s?.renderBefore??i;let h=e._$litPart$;if(void 0===h){const t=s?.renderBefore??null;e._$litPart$=h=new k(i.insertBefore(c(),t),t,void 0,s??{})}return h._$AI(t),h',
      'return(i._$litPart$??=new k(i.appendChild(c()),null))._$AI(t)',
    ],
    // Directives within directives, and what parts say of themselves for directives that ask.
    [
      'function M(t,i,s=t,e){if(i===E)return i;let h=void 0!==e?s._$Co?.[e]:s._$Cl;',
      'function M(t,i,e){if(i===E)return i;let h=t._$Co?.[e];',
    ],
    [
      'void 0===o?h=void 0:(h=new o(t),h._$AT(t,s,e)),void 0!==e?(s._$Co??=[])[e]=h:s._$Cl=h),void 0!==h&&(i=M(t,h._$AS(t,i.values),h,e)),i}',
      '(t._$Co??={})[e]=h=o&&new o),h?h.update(t,i.values):i}',
    ],
    ['_$AI(t,i=this){t=M(this,t,i),a(t)', '_$AI(t){t=M(this,t),a(t)'],
    ['_$AI(t,i=this,s,e){const h', '_$AI(t,s){const h'],
    ['t=M(this,t,i,0),o=', 't=M(this,t,0),o='],
    ['M(this,e[s+n],i,n)', 'M(this,e[s+n],n)'],
    ['o&&!e&&this.j(t)', 'o&&this.j(t)'],
    ['_$AI(t,i=this){if((t=M(this,t,i,0)', '_$AI(t){if((t=M(this,t,0)'],
    ['s._$AI(t,s,i)', 's._$AI(t,i)'],
    'this.type=1,',
    'this.type=2,',
    'constructor(){super(...arguments),this.type=3}',
    'constructor(){super(...arguments),this.type=4}',
    'constructor(t,i,s,e,h){super(t,i,s,e,h),this.type=5}',
    ',this.type=6',
    ['this._$AD=t,this._$AM=i', 'this._$AD=t'],
    ['this._$AB=i,this._$AM=s', 'this._$AB=i'],
    ['this.name=i,this._$AM=e', 'this.name=i'],
    ['this.element=t,this._$AM=i,this.options=s', 'this.element=t'],
    // Attributes in single quotes, and elements that close themselves behind one.
    ["g=/'/g,", ''],
    ["'\"'===u[3]?$:g", '$'],
    ['c===$||c===g?', 'c===$?'],
    ['const x=c===p&&t[i+1].startsWith("/>")?" ":"";', ''],
    ['+h+s.slice(d)+o+x)', '+h+s.slice(d)+o)'],
    ['(-2===d?i:x)', '(-2===d?i:"")'],
    'if(r.hasAttributes())',
    // Lists that are no arrays.
    ['d=t=>u(t)||"function"==typeof t?.[Symbol.iterator],', ''],
    ['d(t)?', 'u(t)?'],
    // Tags in which spaces stand around an equals sign, and other openings of tags that are none.
    ['f="[ \\t\\n\\f\\r]",', ''],
    ['v=/<(?:(!--|\\/[^a-zA-Z])|(\\/?[a-zA-Z][^>\\s]*)|(\\/?$))/g', 'v=/<(?:\\/?[a-zA-Z][^>\\s]*|\\/?$)/g'],
    ['void 0!==u[2]?c=p:void 0!==u[3]&&(c=p)', 'c=p'],
    [
      `p=RegExp(\`>|\${f}(?:([^\\\\s"'>=/]+)(\${f}*=\${f}*(?:[^ \\t\\n\\f\\r"'\\\`<>=]|("|')|))|$)\`,"g")`,
      'p=/>|\\s(?:([^\\s">=/]+)(=(?:[^\\s"<>=]|(")|))|$)/g',
    ],
    // What each part knows of the one around it, and templates of another document.
    ['({strings:t,_$litType$:i},e)', '({strings:t,_$litType$:i})'],
    'static createElement(t,i){const s=l.createElement("template");return s.innerHTML=t,s}',
    ['new R(e,this)', 'new R(e)'],
    ['h.nextSibling,this,t)', 'h.nextSibling,t)'],
    ['r.strings,this,t)', 'r.strings,t)'],
    [':6===r.type&&(i=new Z(h,this,t))', ':i=new Z(h)'],
    ['constructor(t,i,s,e){', 'constructor(t,i,e){'],
    ['constructor(t,i,s,e,h){', 'constructor(t,i,s,h){'],
    ['this.O(c()),this,this', 'this.O(c()),this'],
    [
      'void 0!==s&&(void 0!==s.strings?(s._$AI(t,i),i+=s.strings.length-2):s._$AI(t[i]))',
      'void 0!==s.strings?(s._$AI(t,i),i+=s.strings.length-2):s._$AI(t[i])',
    ],
    [
      'const s=this._$AH,e=t===A&&s!==A,h=t!==A&&(s===A||e);e&&this.element.removeEventListener(this.name,this,s),h&&this.element.addEventListener(this.name,this,t)',
      'const s=this._$AH;t===A?this.element.removeEventListener(this.name,this):s===A&&this.element.addEventListener(this.name,this)',
    ],
    // Listeners that are objects or given by directives, and those that ask for `this`: with it go the options of a root.
    [
      '"function"==typeof this._$AH?this._$AH.call(this.options?.host??this.element,t):this._$AH.handleEvent(t)',
      'this._$AH(t)',
    ],
    ['_$AI(t){if((t=M(this,t,0)??A)===E)return;', '_$AI(t){t??=A;'],
    ['D=(t,i,s)=>', 'D=(t,i)=>'],
    [
      'constructor(t,i,e){this._$AH=A,this._$AA=t,this._$AB=i,this.options=e}',
      'constructor(t,i){this._$AH=A,this._$AA=t,this._$AB=i}',
    ],
    ['this.O(c()),this.O(c()),this.options', 'this.O(c()),this.O(c())'],
    [
      'constructor(t,i,s,h){this._$AH=A,this.element=t,this.name=i,this.options=h,',
      'constructor(t,i,s){this._$AH=A,this.element=t,this.name=i,',
    ],
    ['new k(h,h.nextSibling,t)', 'new k(h,h.nextSibling)'],
    ['r.strings,t)', 'r.strings)'],
    ['u(t){const{el', 'u(){const{el'],
    ['s=t.u(this.options)', 's=t.u()'],
    // Values that another copy of Lit made, and what is left of what was cut.
    ['Symbol.for("lit-noChange")', 'Symbol()'],
    ['Symbol.for("lit-nothing")', 'Symbol()'],
    ['"invalid template strings array"', ''],
    ['({strings:t,_$litType$:i})', '({strings:t})'],
    ['const{values:i,_$litType$:s}=t,', 'const{values:i}=t,'],
    ['s.length>2||""!==s[0]||""!==s[1]?(', '(s.length>2||s[0]||s[1])&&('],
    ['this.strings=s):this._$AH=A}', 'this.strings=s)}'],
    ['x=t=>(i,...s)=>({_$litType$:t,strings:i,values:s}),b=x(1)', 'b=(t,...i)=>({_$litType$:1,strings:t,values:i})'],
    ['this._$AR(s&&s._$AB.nextSibling,e)', 'this._$AR(s&&s._$AB.nextSibling)'],
    ['_$AR(t=this._$AA.nextSibling,s)', '_$AR(t=this._$AA.nextSibling)'],
    ['constructor(t,i,s){this.element=t}', 'constructor(t){this.element=t}'],
    // What only tests and a renderer on a server look for. Directives need the class of a part.
    ['{M:h,P:o,A:n,C:1,L:N,R,D:d,V:M,I:k,H,N:L,U:z,B:I,F:Z}', '{I:k}'],
  ],
  '/lit-html/directive.js': [
    'constructor(t){}get _$AU(){return this._$AM._$AU}_$AT(t,e,i){this._$Ct=t,this._$AM=e,this._$Ci=i}_$AS(t,e){return this.update(t,e)}',
  ],
  '/lit-html/directive-helpers.js': [
    // Parts that move to another list.
    [
      ',n=e._$AM,c=n!==o;if(c){let t;e._$AQ?.(o),e._$AM=o,void 0!==e._$AP&&(t=o._$AU)!==n._$AU&&e._$AP(t)}if(t!==d||c){',
      ';if(t!==d){',
    ],
    ['u=(o,t,i=o)=>(o._$AI(t,i),o)', 'u=(o,t)=>(o._$AI(t),o)'],
    ['new t(i,n,o,o.options)', 'new t(i,n)'],
    ['const t=i(o).nextSibling;i(l).insertBefore(o,d),o=t', 'const t=o.nextSibling;l.insertBefore(o,d),o=t'],
  ],
  '/lit-html/directives/live.js': [
    // A check for whoever writes it elsewhere, and what it does for attributes: ours are properties.
    'constructor(r){if(super(r),r.type!==n.PROPERTY&&r.type!==n.ATTRIBUTE&&r.type!==n.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!o(r))throw Error("`live` bindings can only contain a single expression")}',
    'if(t===r||t===e)return t;',
    [
      'if(i.type===n.PROPERTY){if(t===o[l])return r}else if(i.type===n.BOOLEAN_ATTRIBUTE){if(!!t===o.hasAttribute(l))return r}else if(i.type===n.ATTRIBUTE&&o.getAttribute(l)===t+"")return r;',
      'if(t===o[l])return r;',
    ],
  ],
  '/lit-html/directives/guard.js': [
    // What does not depend on a list of things.
    [
      'if(Array.isArray(s)){if(Array.isArray(this.ot)&&this.ot.length===s.length&&s.every((r,t)=>r===this.ot[t]))return r}else if(this.ot===s)return r;return this.ot=Array.isArray(s)?Array.from(s):s,',
      'if(s.length===this.ot.length&&s.every((r,t)=>r===this.ot[t]))return r;return this.ot=s,',
    ],
  ],
  '/lit-html/directives/repeat.js': [
    // A check for whoever writes it into an attribute.
    'constructor(e){if(super(e),e.type!==r.CHILD)throw Error("repeat() can only be used in text expressions")}',
    // Lists that are no arrays or whose items have no keys, and what a server would draw.
    ['dt(e,s,t){', 'update(s,[', ''],
    ['d=l(s),{values:p,keys:a}=this.dt(t,r,c)', 'd=l(s),p=t.map(c),a=t.map(r)'],
    // Two that change places are found as any others that moved.
    ['else if(h[x]===a[w])', 'else if(void 0===m', ''],
  ],
  // Every browser adopts style sheets that knows `light-dark()`, without which the element has no colours.
  '/reactive-element/css-tag.js': [
    [
      't.ShadowRoot&&(void 0===t.ShadyCSS||t.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype',
      '!0',
    ],
    [
      'if(this._$cssResult$=!0,o!==s)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=t,this.t=e',
      'this.cssText=t',
    ],
    // Each is one sheet of its own anyway: the cache is for those that two classes make of the same text.
    [
      'let t=this.o;const s=this.t;if(e&&void 0===t){const e=void 0!==s&&1===s.length;e&&(t=o.get(s)),void 0===t&&((this.o=t=new CSSStyleSheet).replaceSync(this.cssText),e&&o.set(s,t))}return t',
      'return this.o||(this.o=new CSSStyleSheet).replaceSync(this.cssText),this.o',
    ],
    'toString(){return this.cssText}',
    [
      '(t,...e)=>{const o=1===t.length?t[0]:e.reduce((e,s,o)=>e+(t=>{if(!0===t._$cssResult$)return t.cssText;if("number"==typeof t)return t;throw Error("Value passed to \'css\' function must be a \'css\' function result: "+t+". Use \'unsafeCSS\' to pass non-literal values, but take care to ensure page security.")})(s)+t[o+1],t[0]);return new n(o,t,s)}',
      't=>new n(t[0])',
    ],
    ['constructor(t,e,o){', 'constructor(t){'],
    ['t instanceof CSSStyleSheet?t:t.styleSheet)', 't.styleSheet)'],
  ],
  // One class, whose properties are all declared in one place, and which nobody asks what they were before.
  '/reactive-element/reactive-element.js': [
    ['import{getCompatibleStyle as t,adoptStyles as s}', 'import{adoptStyles as s}'],
    ['const{is:i,', 'a=globalThis,c=a', 'const{is:i,defineProperty:e}=Object,'],
    ['a=globalThis,c=a', 'p=a.react', 'a=globalThis,'],
    [',d=(t,s)=>t', ';Symbol.metadata', ''],
    // Decorators, accessors that are there already, style sheets in lists of lists.
    [
      'static addInitializer',
      'constructor(){',
      'static get observedAttributes(){if(!this._$Eh){this._$Eh=new Map;for(const[t,s]of Object.entries(this.properties)){const i=Symbol();e(this.prototype,t,{get(){return this[i]},set(s){const e=this[i];this[i]=s,this.requestUpdate(t,e)},configurable:!0,enumerable:!0}),!1!==s.attribute&&this._$Eh.set(s.attribute??t,t)}}return[...this._$Eh.keys()]}',
    ],
    // Controllers, roots that a page brought along or that are not open.
    [
      'constructor(){super(),this._$Ep',
      'enableUpdating(t)',
      'constructor(){super(),this._$ES=new Promise(t=>this.enableUpdating=t),this._$AL=new Set,this._$Ep={};for(const t of Object.keys(this.constructor.properties))this.hasOwnProperty(t)&&(this._$Ep[t]=this[t],delete this[t]);this.requestUpdate()}connectedCallback(){this.renderRoot||s(this.renderRoot=this.attachShadow({mode:"open"}),this.constructor.styles),this.enableUpdating(!0)}',
    ],
    ['enableUpdating(t)', 'disconnectedCallback', ''],
    ['this._$EO?.forEach(t=>t.hostDisconnected?.())', ''],
    // Attributes that are not a text or a number, reflected ones of another name than the property’s.
    [
      'this._$AK(t,i)',
      'async _$EP',
      'const e=this.constructor,h=e._$Eh.get(t);h&&this._$Em!==h&&(this._$Em=h,this[h]=null!==i&&e.properties[h].type===Number?Number(i):i,this._$Em=null)}requestUpdate(t,s){if(t){if(i(this[t],s))return;this._$AL.add(t),this.constructor.properties[t]?.reflect&&this._$Em!==t&&(this._$Eq??=new Set).add(t)}this.isUpdatePending||(this._$ES=this._$EP())}',
    ],
    // Updates that are put off, or refused.
    [
      'const t=this.scheduleUpdate',
      'update(t){',
      'Object.assign(this,this._$Ep),this._$Ep=null;const t=this._$AL;try{this.willUpdate(t),this.update(t)}catch(t){throw this._$EM(),t}return this.hasUpdated=!0,this.updated(t),!this.isUpdatePending}_$EM(){this._$AL=new Set,this.isUpdatePending=!1}get updateComplete(){return this._$ES}willUpdate(){}',
    ],
    [
      'this._$Eq&&=',
      'updated(t){}',
      'this._$Eq&&=this._$Eq.forEach(t=>{this._$Em=t,null==this[t]?this.removeAttribute(t):this.setAttribute(t,this[t]),this._$Em=null}),this._$EM()}',
    ],
    ['updated(t){}', 'p?.({', 'updated(){}}'],
    ['export{y', '//# source', 'export{y as ReactiveElement};\n'],
  ],
  '/lit-element/lit-element.js': [
    // What a root would need to be told later.
    ['constructor(){super(...arguments)', 'update(t){', ''],
    'this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),',
    ['this._$Do=e(r,this.renderRoot,this.renderOptions)', 'e(r,this.renderRoot)'],
    ['connectedCallback(){super.connectedCallback(),', '}i._$litElement$', ''],
    ['i._$litElement$=!0,i["finalized"]=!0,', ''],
    ['const n={_$AK', '(s.litElementVersions', ''],
    [',n as _$LE', ''],
  ],
};
