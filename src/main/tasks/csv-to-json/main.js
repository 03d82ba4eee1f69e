// A table as text in, a list of objects out.
function parse(csv, separator) {
  const rows = [];
  let row = [];
  let field = '';
  let quoted = false;
  for (let i = 0; i < csv.length; i++) {
    const c = csv[i];
    if (quoted) {
      if (c !== '"') {
        field += c;
      } else if (csv[i + 1] === '"') {
        field += '"';
        i++;
      } else {
        quoted = false;
      }
    } else if (c === '"' && field === '') {
      quoted = true;
    } else if (c === separator) {
      row.push(field);
      field = '';
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && csv[i + 1] === '\n') {
        i++;
      }
      rows.push([...row, field]);
      row = [];
      field = '';
    } else {
      field += c;
    }
  }
  if (quoted) {
    throw new DataError('a quoted field does not end');
  }
  if (field !== '' || row.length > 0) {
    rows.push([...row, field]);
  }
  return rows;
}

function value(text, numbers) {
  return numbers && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function main({ csv, separator = ',', numbers = false }) {
  const [heading, ...rows] = parse(csv, separator);
  if (heading === undefined) {
    throw new DataError('there is no heading');
  }
  return {
    rows: rows.map((row, i) => {
      if (row.length !== heading.length) {
        throw new DataError(`row ${i + 1} has ${row.length} fields, the heading ${heading.length}`);
      }
      return Object.fromEntries(heading.map((name, n) => [name, value(row[n], numbers)]));
    }),
  };
}
main;
