// A platform that this tool is registered with: one client id at one issuer, belonging to a school.
import { type Connection, type InferSchemaType, Schema } from 'mongoose';
import { model } from '../../base/db/index.ts';

/** What happens when a known client id comes with a deployment id that was never seen. */
export const DEPLOYMENT_POLICIES = ['auto', 'approve', 'known-only'] as const;
export const FAMILIES = ['moodle', 'canvas', 'generic'] as const;

const registrationSchema = new Schema(
  {
    _id: { type: String, required: true },
    school: { type: String, required: true },
    name: { type: String, required: true },
    family: { type: String, enum: FAMILIES, required: true },
    issuer: { type: String, required: true },
    clientId: { type: String, required: true },
    authorizationEndpoint: { type: String, required: true },
    tokenEndpoint: { type: String, required: true },
    // What the service client names as `aud` where it differs from the token endpoint.
    authorizationServer: String,
    jwksUri: { type: String, required: true },
    scopes: { type: [String], required: true },
    deploymentPolicy: { type: String, enum: DEPLOYMENT_POLICIES, required: true },
    active: { type: Boolean, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
registrationSchema.index({ school: 1, _id: 1 });
// A login names issuer and client id and no school: Canvas shares one issuer over all institutions.
registrationSchema.index({ issuer: 1, clientId: 1 }, { unique: true });

/** A registered platform. */
export type Registration = InferSchemaType<typeof registrationSchema>;

/** The model of registered platforms. */
export const registrationModel = (connection: Connection) => model(connection, 'Registration', registrationSchema);
