// The classes of whatwg-url as scripts find them.
const { URL, URLSearchParams } = require('whatwg-url/webidl2js-wrapper');
const target = { Array, Object, Promise, String, TypeError };
URL.install(target, ['Window']);
URLSearchParams.install(target, ['Window']);
module.exports = { URL: target.URL, URLSearchParams: target.URLSearchParams };
