// What an administrator of Canvas gives it by address when a developer key is made by hand ("Enter URL").
// https://developerdocs.instructure.com/services/canvas/external-tools/lti/file.lti_dev_key_config
import type { Request, Response } from 'express';
import { canvas } from '../products/canvas.ts';
import type { ToolFacts } from '../tool-facts.ts';
import { toolAddresses } from './tool-configuration.ts';

// Says which tool this is, whatever its address.
const TOOL_ID = 'perennial';
const FRESH_FOR = 300;

/** The tool as Canvas' developer key wants it. */
export function canvasConfiguration(facts: ToolFacts, publicUrl: string) {
  const addresses = toolAddresses(publicUrl, facts);
  const shown = { text: facts.title.en, icon_url: addresses.icon };
  return {
    title: facts.title.en,
    description: facts.description.en,
    target_link_uri: addresses.launch,
    oidc_initiation_url: addresses.login,
    public_jwk_url: addresses.keys,
    scopes: facts.scopes,
    custom_fields: { ...facts.custom, ...canvas.custom },
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain: new URL(publicUrl).host,
        tool_id: TOOL_ID,
        privacy_level: facts.privacyLevel,
        settings: {
          ...shown,
          placements: facts.placements.map(({ placement, messageType, visibility }) => ({
            ...shown,
            placement,
            message_type: messageType,
            target_link_uri: addresses.launch,
            visibility,
            enabled: true,
            // Teachers put it into their courses themselves.
            default: 'disabled',
          })),
        },
      },
    ],
  };
}

/** Handles GET /lti/config.json. */
export const handleCanvasConfiguration =
  (facts: ToolFacts, publicUrl: string) =>
  (_req: Request, res: Response): void => {
    res.set('Cache-Control', `public, max-age=${FRESH_FOR}`).json(canvasConfiguration(facts, publicUrl));
  };
