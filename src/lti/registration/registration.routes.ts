// /lti/register: the address of an invitation, opened by a platform inside its own administration pages.
// It registers at once: the administrator has pasted the address and pressed the platform's button already.
import type { Request, Response } from 'express';
import { readQuery } from '../form.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { protectPage, speak } from '../page-guard.ts';
import type { Registration } from '../platforms/registration.model.ts';
import { type RegistrationRequest, registrationRequestSchema } from './registration.service.ts';

/** Handles GET /lti/register. */
export function handleRegister(registerByInvite: (request: RegistrationRequest) => Promise<Registration>) {
  return async (req: Request, res: Response): Promise<void> => {
    const request = registrationRequestSchema.safeParse({ ...readQuery(req) });
    if (!request.success) throw refusalOf(request.error.issues[0]?.path[0]);
    const registration = await registerByInvite(request.data);
    protectPage(res, {});
    const { t } = speak(res, {});
    res.page(
      'lti/registered',
      { title: t('lti:registered.title'), head: { kind: 'none' }, main: 'narrow loose', scripts: ['lti-close.js'] },
      { platform: registration.name, family: registration.family },
    );
  };
}

function refusalOf(field: PropertyKey | undefined): LaunchError {
  if (field === 'invite') return new LaunchError('invite_unknown');
  return new LaunchError('registration_invalid', { reason: `${String(field)} is missing or wrong` });
}
