// SPDX-License-Identifier: Apache-2.0
// Signs in with what the form says, or with the token that single sign-on came back with, and hands
// the server's answer to the app that has opened the page (spec client-server, "Login fallback").
'use strict';
(function () {
    const form = document.querySelector('form');
    const error = document.getElementById('error');
    const link = document.getElementById('link');
    const query = new URLSearchParams(location.search);

    function tell(text) {
        error.textContent = text;
        error.hidden = false;
    }

    function deliver(answer) {
        if (window.matrixLogin && window.matrixLogin.onLogin)
            window.matrixLogin.onLogin(answer);
        else if (window.onLogin)
            window.onLogin(answer);
        for (const part of [form, link])
            if (part)
                part.remove();
        tell(error.dataset.finished);
        error.className = '';
    }

    async function signIn(body) {
        for (const name of ['device_id', 'initial_device_display_name'])
            if (query.get(name))
                body[name] = query.get(name);
        try {
            const response = await fetch('/_matrix/client/v3/login', {
                method: 'POST',
                headers: {'Content-Type': 'application/json'},
                body: JSON.stringify(body)
            });
            const answer = await response.json();
            if (response.ok)
                deliver(answer);
            else
                tell(response.status === 403 ? error.dataset.failed : answer.error);
        } catch (failure) {
            tell(String(failure));
        }
    }

    if (form)
        form.addEventListener('submit', function (event) {
            event.preventDefault();
            signIn({
                type: 'm.login.password',
                identifier: {type: 'm.id.user', user: form.elements.user.value},
                password: form.elements.password.value
            });
        });

    const token = query.get('loginToken');
    query.delete('loginToken');
    const here = location.pathname + (String(query) ? '?' + query : '');
    if (link)
        link.href += '?redirectUrl=' + encodeURIComponent(location.origin + here);
    if (token) {
        history.replaceState(null, '', here); // it is good for one sign-in only
        signIn({type: 'm.login.token', token: token});
    }
})();
