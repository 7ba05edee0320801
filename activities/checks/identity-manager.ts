// Whether the identity manager can be reached: asked by GET, so that nothing is delivered.
import type { Configuration } from '../../config/schema.ts';
import { createHttp } from '../http.ts';
import { fine, warning, wrong, type Finding } from './finding.ts';

/** Any answer will do, since a receiver of webhooks may well refuse a GET; only 5xx says that it is ill. */
export async function checkIdentityManager(configuration: Configuration): Promise<Finding> {
  const { url, timeout } = configuration.identityManager.webhook;
  const subject = `identity manager at ${new URL(url).host}`;
  const http = createHttp('identity manager');
  try {
    const { status } = await http({
      method: 'GET',
      url,
      headers: {},
      timeout,
      about: 'its webhook address',
    });
    if (status < 500) return fine(subject, `answers (${status} to a GET; nothing was delivered)`);
    const remedy = 'See whether it is being maintained; deliveries wait until it answers.';
    return warning(subject, `answers ${status}`, remedy);
  } catch (error) {
    return wrong(subject, error);
  }
}
