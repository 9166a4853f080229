/** What the lines are about. */
export interface CurlSubject {
  /** Of the API, without a slash at the end. */
  url: string;
  harvestId: string;
  organizationId: string;
  /** Of the harvest. */
  sourceUrl: string;
  email: string;
  /** Shown where it is new; otherwise the reader is told to fill it in. */
  password?: string;
}

/** Lines for bash that list, log in, harvest and log out: all of them work as they stand, pasted in this order. */
export function curlLines({ url, harvestId, organizationId, sourceUrl, email, password }: CurlSubject): string[] {
  const value = (name: string) => `$(printf %s "$LOGIN" | sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/')`;
  const credentials = '-H "X-Auth-Token: $TOKEN" -H "X-User-Id: $USER_ID"';
  return [
    '# Every harvest, with the counts of its last run: for anyone',
    `curl ${url}/api/v1/Harvests; echo`,
    '# Log in; the token is good for 90 days',
    `PASSWORD='${password ?? 'the password that the first start printed'}'`,
    `LOGIN=$(curl -s -d "email=${email}" -d "password=$PASSWORD" ${url}/api/v2/login); echo "$LOGIN"`,
    `TOKEN=${value('authToken')}; USER_ID=${value('userId')}`,
    '# Harvest now, and wait for the end: at most 25 seconds',
    `curl ${credentials} '${url}/api/v2/harvests/${harvestId}/harvest?wait=25'; echo`,
    '# Its runs, newest first',
    `curl ${url}/api/v2/harvests/${harvestId}/attempts; echo`,
    '# What is wrong with its documents, by cause; every error is in the table',
    `curl ${url}/api/v2/harvests/${harvestId}/errors; echo`,
    `curl -sL ${url}/api/v2/harvests/${harvestId}/report.csv`,
    '# As an administrator: add an organization, and see who changed what today',
    `curl ${credentials} -d 'name=My Organization' ${url}/api/v2/organizations; echo`,
    `curl ${credentials} ${url}/api/v2/audit; echo`,
    '# Look at a source and validate a sample of its documents; without dry_run it is registered, each URL once',
    `curl ${credentials} -d name=Nearshore -d harvest_type=WAF -d organization_id=${organizationId} -d url=${sourceUrl} '${url}/api/v2/harvests?dry_run=true'; echo`,
    '# Log out: this token is worth nothing any more',
    `curl ${credentials} ${url}/api/v2/logout; echo`,
  ];
}
