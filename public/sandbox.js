// The sandbox LMS in the browser: sends launch forms on, and answers what a tool in a frame asks its platform.

for (const form of document.querySelectorAll('form[data-submit]')) form.submit();

/* A tool that is done with its registration asks to be closed: back to the connection page.
   https://www.imsglobal.org/spec/lti-dr/v1p0#step-4-registration-completed-and-activation */
const registration = document.querySelector('iframe[data-registration]');
if (registration) {
  addEventListener('message', ({ data, source }) => {
    if (source === registration.contentWindow && data?.subject === 'org.imsglobal.lti.close') {
      location.assign(registration.dataset.registration);
    }
  });
}

/* Canvas lets the tool set the height of its frame, and tells where its storage is.
   https://www.imsglobal.org/spec/lti-cs-pm/v0p1 */
const tool = document.querySelector('iframe[data-tool]');
const STORAGE = ['lti.put_data', 'lti.get_data'];
if (tool && document.querySelector('iframe[name="post_message_forwarding"]')) {
  const supported = [
    { subject: 'lti.capabilities' },
    { subject: 'lti.frameResize' },
    ...STORAGE.map((subject) => ({ subject, frame: 'post_message_forwarding' })),
  ];
  addEventListener('message', ({ data, origin, source }) => {
    if (source !== tool.contentWindow) return;
    if (data?.subject === 'lti.capabilities') {
      const { message_id } = data;
      source.postMessage({ subject: 'lti.capabilities.response', message_id, supported_messages: supported }, origin);
    }
    const height = Number(data?.height);
    if (data?.subject === 'lti.frameResize' && height > 0) {
      tool.style.height = `${Math.min(Math.max(height, 150), 5000)}px`;
    }
  });
}

/* LTI Platform Storage, in the frame that lti_storage_target names: each origin has its own values, while this page
   lives. https://www.imsglobal.org/spec/lti-pm-s/v0p1 */
if (document.querySelector('[data-storage]')) {
  const values = new Map();
  const answers = {
    'lti.capabilities': () => ({
      supported_messages: [...STORAGE, 'lti.capabilities'].map((subject) => ({ subject, frame: window.name })),
    }),
    'lti.put_data': ({ key, value }, origin) => {
      if (typeof key !== 'string' || key === '') return { error: { code: 'bad_request', message: 'key' } };
      if (value === undefined || value === null) values.delete(`${origin} ${key}`);
      else values.set(`${origin} ${key}`, String(value).slice(0, 4096));
      return { key, value };
    },
    'lti.get_data': ({ key }, origin) => ({ key, value: values.get(`${origin} ${key}`) ?? null }),
  };
  addEventListener('message', ({ data, origin, source }) => {
    const answer = answers[data?.subject];
    if (!answer || !source) return;
    const reply = { subject: `${data.subject}.response`, message_id: data.message_id, ...answer(data, origin) };
    source.postMessage(reply, origin);
  });
}
