// What activities were given, as far as the trail tells it: read from histories of any release.
import { z } from 'zod';
import { activitySchemas } from '../../contract/activities.ts';

const of = <Type extends string, Input extends z.ZodType>(type: Type, input: Input) =>
  z.object({ type: z.literal(type), input });

const schemas = activitySchemas();

/** The inputs by the type of their activity. A plan was asked for of whatever the request was. */
const inputSchema = z.discriminatedUnion('type', [
  of('PlanTicket', z.object({ request: z.object({ serviceCategory: z.string() }) })),
  of('CreateTicket', schemas.CreateTicketInput.pick({ rendered: true })),
  of('GetTicketStatus', schemas.GetTicketStatusInput.pick({ fresh: true, adopting: true })),
  of('UpdateServiceNowStatus', schemas.UpdateServiceNowStatusInput.pick({ write: true })),
  of('ReportProgress', schemas.ReportProgressInput.pick({ progress: true })),
  of('RecordOutcome', schemas.RecordOutcomeInput.pick({ outcome: true, sequence: true })),
]);

export type KnownInput = z.infer<typeof inputSchema>;
export type InputOf<Type extends KnownInput['type']> = Extract<KnownInput, { type: Type }>['input'];

/** What an activity was given; undefined where it is none of ours, or cannot be read. */
export const readInput = (type: string, input: unknown): KnownInput | undefined =>
  inputSchema.safeParse({ type, input }).data;
