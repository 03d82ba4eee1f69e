// HTTP: fetch is synchronous, an answer that is not 2xx comes back with ok: false, and a request that
// has no answer throws NetworkError. The tests bring their own answers along (mock), so they need no
// network.
async function main(input) {
  const url = new URL(`https://api.github.com/repos/${input.owner}/${input.repository}`);
  const response = fetch(url, { headers: { Accept: 'application/vnd.github+json' }, timeout: 10000 });

  if (response.status === 404) {
    throw new DataError(`there is no repository ${input.owner}/${input.repository}`);
  }
  if (response.status === 429 || response.status === 403) {
    throw new RateLimitError('GitHub wants us to wait');
  }
  if (!response.ok) {
    throw new HttpError(response.status, `GitHub answered ${response.status} ${response.statusText}`);
  }
  const { full_name, description, stargazers_count, language } = response.body;
  return { name: full_name, description: description || '', stars: stargazers_count, language };
}
