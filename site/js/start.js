// Says why the page does not start. A classic script in plain old JavaScript: it needs none of the modules that may be missing, and
// browsers too old for them can still read it. The page tells it that it has started by data-started on the html element.
(function () {
  'use strict';
  var root = document.documentElement, explained = false;

  // What index.html says for the case that this script is missing.
  root.setAttribute('data-watched', '');
  if (location.search === '') root.className = 'trained'; // the headline of the opening is there with the first picture

  function started() { return root.hasAttribute('data-started'); }

  function say(text) {
    if (started()) return;
    var item = document.getElementById('start-failed');
    if (!item) {
      item = document.createElement('p');
      item.id = 'start-failed';
      item.className = 'notice bad';
      document.getElementById('notices').appendChild(item);
    }
    item.textContent = text;
    document.getElementById('status').textContent = 'Not loaded';
  }

  /** Asks for the page's modules one after the other and tells of the first that a browser cannot use. */
  function look(names) {
    if (names.length === 0) {
      say('A part of this page could not be loaded, though the server has it now. Reload the page.');
      return;
    }
    var name = names[0], request = new XMLHttpRequest();
    var file = name.replace(/.*\//, '');
    request.open('HEAD', name);
    request.onerror = function () { say('A part of this page could not be loaded: the server does not answer, or something blocks ' + file + '. Check the connection and extensions that block scripts, then reload the page.'); };
    request.onload = function () {
      var type = request.getResponseHeader('Content-Type') || 'no type';
      if (request.status !== 200) say('A part of this page could not be loaded: the server answered ' + request.status + ' for ' + file + '. Reload the page: after an update of the site an old page needs that. If it stays, whoever runs the site must upload all of its files.');
      else if (!/^(text|application)\/(x-)?(java|ecma)script\b/i.test(type)) say('A part of this page could not be loaded: the server sends ' + file + ' as ' + type + ', and browsers run a module only as text/javascript. Whoever runs the site must set this type for .mjs files.');
      else look(names.slice(1));
    };
    request.send();
  }

  function explain() {
    if (explained || started()) return;
    explained = true;
    if (window.origin === 'null') {
      say('This page is shown in a frame that keeps it from loading its own parts (sandbox without allow-same-origin). Open it in a tab of its own: ' + location.href);
      return;
    }
    var names = [], parts = document.querySelectorAll('link[rel=modulepreload], script[type=module][src]'), i;
    for (i = 0; i < parts.length; i++) names.push(parts[i].href || parts[i].src);
    look(names);
  }

  addEventListener('error', function (event) {
    if (event.target && event.target.tagName === 'SCRIPT') explain();
    else if (event.message && !explained) say('This page did not start: ' + event.message + '. Reload it, or open it in a current browser.');
  }, true);

  document.addEventListener('DOMContentLoaded', function () {
    var unwatched = document.getElementById('unwatched'); // hidden so far by the style sheet, where that has arrived
    if (unwatched) unwatched.parentNode.removeChild(unwatched);
    if (!('noModule' in HTMLScriptElement.prototype)) say('This browser is too old for this page. Please open it in a current browser.');
  });
  setTimeout(function () {
    if (!explained) say('This page has not started within half a minute. If the connection is slow, wait; otherwise reload the page.');
  }, 30000);
}());
