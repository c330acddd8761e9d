// Tells the platform that the registration is over, so that it closes the frame or window that shows this page.
// https://www.imsglobal.org/spec/lti-dr/v1p0
const platform = window.opener ?? window.parent;
if (platform !== window) platform.postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
