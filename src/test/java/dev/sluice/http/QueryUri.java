package dev.sluice.http;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;

/** A request's URI that has a query and nothing else. */
public final class QueryUri {
  private QueryUri() {}

  /**
   * @param namesAndValues in turn
   */
  public static UriInfo of(String... namesAndValues) {
    MultivaluedMap<String, String> query = new MultivaluedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      query.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return (UriInfo)
        Proxy.newProxyInstance(
            QueryUri.class.getClassLoader(),
            new Class<?>[] {UriInfo.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getQueryParameters")) {
                return query;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
