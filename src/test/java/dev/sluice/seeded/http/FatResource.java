package dev.sluice.seeded.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.bson.Document;

/** Asks the store by itself. An interface, so that the server under test has no such path. */
@Path("/seeded")
public interface FatResource {
  @GET
  default String get() {
    return new Document().toJson();
  }
}
