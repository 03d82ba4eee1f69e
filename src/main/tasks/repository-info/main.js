// HTTP: fetch is synchronous, a response that is not 2xx has ok: false, and a request without a
// response throws NetworkError. The tests mock the responses, so they need no network.
async function main(input) {
  const url = new URL(`https://api.github.com/repos/${input.owner}/${input.repository}`);
  const response = fetch(url, { headers: { Accept: 'application/vnd.github+json' }, timeout: 10000 });

  if (response.status === 404) {
    throw new DataError(`there is no repository ${input.owner}/${input.repository}`);
  }
  if (response.status === 429 || response.status === 403) {
    throw new RateLimitError('GitHub limits the rate of requests');
  }
  if (!response.ok) {
    throw new HttpError(response.status, `GitHub answered ${response.status} ${response.statusText}`);
  }
  const { full_name, description, stargazers_count, language } = response.body;
  return { name: full_name, description: description || '', stars: stargazers_count, language };
}
