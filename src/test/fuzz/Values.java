import java.util.Random;

/** Values of parameters and headers, most of them bad. */
final class Values {
  static final String[] METHODS = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", "FOO"
  };

  static final String[] PARAMETERS = {
    "limit",
    "cursor",
    "status",
    "tag",
    "worker",
    "operation",
    "created_after",
    "created_before",
    "after",
    "from",
    "tail",
    "format",
    "start",
    "attempt",
    "seq",
    "stream",
    "max",
    "q",
    "source",
    "available",
    "page",
    "digest",
    "access_token",
    "comments",
    "unknown",
    ""
  };

  static final String[] ANY = {
    "",
    "0",
    "1",
    "-1",
    "5",
    "500",
    "501",
    "1.0",
    "1.0.0",
    "1e9",
    "99999999999999999999",
    "true",
    "false",
    "any",
    "QUEUED",
    "FAILED,CANCELLED",
    "earliest",
    "latest",
    "raw",
    "events",
    "all",
    "2026-01-31T12:00:00Z",
    "2026-13-31",
    "+1000000000-01-01T00:00:00Z",
    "%00",
    "%",
    "%zz",
    "%C3",
    "%F0%9F%98%80",
    "%ED%A0%80",
    "..",
    "%2e%2e",
    "a%2Fb",
    "%0d%0aX:%201",
    "$where",
    "{}",
    "'",
    "*",
    "AAAA",
    "sha256:" + "0".repeat(64),
    "^1.0",
    "a".repeat(3_000),
    "\u00fc",
    "null",
    "NaN",
    "20ms"
  };

  static final String[] HEADERS = {
    "Accept", "Content-Type", "Idempotency-Key", "Last-Event-ID", "Sluice-Lease", "Authorization",
    "If-None-Match", "If-Match", "If-Modified-Since", "Range", "Origin", "Sec-Fetch-Site",
    "Accept-Encoding", "Content-Encoding", "X-Forwarded-For", "Cookie", "Accept-Language", "Prefer"
  };

  static final String[] HEADER_VALUES = {
    "",
    "*/*",
    "*",
    "application/json",
    "application/zip",
    "application/x-ndjson",
    "text/html",
    "text/event-stream",
    "application/json;q=abc",
    "application/json; charset=utf-16",
    "a/b/c",
    "text/plain;charset=nope",
    "///",
    ";;;",
    "1.0",
    "1.5.2",
    "99999999999.1",
    "-1",
    "\"x\"",
    "W/\"x\"",
    "bytes=0-1",
    "bytes=a-",
    "http://other.example",
    "null",
    "cross-site",
    "same-origin",
    "gzip",
    "Bearer x",
    "Bearer ",
    "Basic eDp5",
    "x".repeat(2_000),
    "\u00fc\u0001",
    "identity;q=0",
    "de-DE-",
    "Thu, 01 Jan 1970 00:00:00 GMT",
    "yesterday",
    "k1"
  };

  private Values() {}

  static String pick(Random random, String... values) {
    return values[random.nextInt(values.length)];
  }
}
