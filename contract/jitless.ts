// Has zod check without code that it makes at run time, which workflow code may not; imported there before any schema.
import { z } from 'zod';

z.config({ jitless: true });
