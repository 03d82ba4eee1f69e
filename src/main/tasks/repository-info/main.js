// HTTP: fetch is synchronous. A response that is not 2xx throws an error of the class that fits its
// status, and a request without a response NetworkError. The tests mock the responses, so they need
// no network.
async function main(input) {
  const url = new URL(`https://api.github.com/repos/${input.owner}/${input.repository}`);
  const response = find(url, input);
  const { full_name, description, stargazers_count, language } = response.body;
  return { name: full_name, description: description || '', stars: stargazers_count, language };
}

function find(url, input) {
  try {
    return fetch(url, { headers: { Accept: 'application/vnd.github+json' }, timeout: 10000 });
  } catch (e) {
    if (e.status === 404) {
      throw new DataError(`there is no repository ${input.owner}/${input.repository}`);
    }
    throw e;
  }
}
