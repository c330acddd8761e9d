// Records the deployments of a platform and decides whether a launch from one is let in.
// A client id can have many deployments: https://www.imsglobal.org/spec/lti/v1p3#lti-deployment-id-claim
import type { Connection } from 'mongoose';
import { realClock } from '../../base/clock.ts';
import { isDuplicate, newId } from '../../base/db/index.ts';
import { NotFoundError } from '../../errors.ts';
import { createCache } from '../cache.ts';
import { LaunchError } from '../launch/launch-error.ts';
import { type Deployment, deploymentModel } from './deployment.model.ts';
import type { Registration } from './registration.model.ts';

/** The registry of deployments. */
export type Deployments = ReturnType<typeof createDeployments>;

/** Creates the registry on a connection. */
export function createDeployments(connection: Connection) {
  const Deployments = deploymentModel(connection);
  const cache = createCache<Deployment>();

  const find = (registration: string, deploymentId: string) =>
    Deployments.findOne({ registration, deploymentId }).lean<Deployment>().exec();

  /** Records a deployment if it is new, and returns it as it stands. */
  async function record(
    registration: Registration,
    deploymentId: string,
    status: Deployment['status'],
  ): Promise<Deployment> {
    const { _id, school } = registration;
    const deployment = { _id: newId(), school, registration: _id, deploymentId, status, createdAt: realClock.now() };
    try {
      await Deployments.create(deployment);
      return deployment;
    } catch (error) {
      const existing = isDuplicate(error) && (await find(_id, deploymentId));
      if (existing) return existing;
      throw error;
    }
  }

  return {
    record,

    /** The deployment of a verified launch; throws LaunchError when the registration's policy does not let it in. */
    async admit(registration: Registration, deploymentId: string): Promise<Deployment> {
      const policy = registration.deploymentPolicy;
      const deployment = await cache.get(`${registration._id} ${deploymentId}`, async () => {
        const known = await find(registration._id, deploymentId);
        if (known || policy === 'known-only') return known;
        return record(registration, deploymentId, policy === 'auto' ? 'active' : 'pending');
      });
      if (!deployment) throw new LaunchError('deployment_unknown', { deployment: deploymentId });
      if (deployment.status === 'active') return deployment;
      const code = deployment.status === 'pending' ? 'deployment_pending' : 'deployment_refused';
      throw new LaunchError(code, { deployment: deploymentId });
    },

    /** Lets a deployment in or keeps it out, and says which school it belongs to. */
    async decide(id: string, decision: { status: 'active' | 'refused'; school?: string }): Promise<void> {
      const { matchedCount } = await Deployments.updateOne({ _id: id }, { $set: decision });
      if (matchedCount === 0) throw new NotFoundError();
      cache.clear();
    },

    /** The deployments of a platform, oldest first. */
    listDeployments: (registration: string): Promise<Deployment[]> =>
      Deployments.find({ registration }).sort({ _id: 1 }).lean<Deployment[]>().exec(),
  };
}
