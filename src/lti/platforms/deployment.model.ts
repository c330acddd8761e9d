// A deployment: one place inside a platform where the tool was put. It says which school a launch belongs to.
import { type Connection, type InferSchemaType, Schema } from 'mongoose';
import { model } from '../../base/db/index.ts';

const deploymentSchema = new Schema(
  {
    _id: { type: String, required: true },
    school: { type: String, required: true },
    registration: { type: String, required: true },
    deploymentId: { type: String, required: true },
    status: { type: String, enum: ['active', 'pending', 'refused'] as const, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false },
);
deploymentSchema.index({ school: 1, status: 1 });
deploymentSchema.index({ registration: 1, deploymentId: 1 }, { unique: true });

/** A recorded deployment. */
export type Deployment = InferSchemaType<typeof deploymentSchema>;

/** The model of deployments. */
export const deploymentModel = (connection: Connection) => model(connection, 'Deployment', deploymentSchema);
