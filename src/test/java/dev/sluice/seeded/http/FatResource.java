package dev.sluice.seeded.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.bson.Document;

/** Queries the store. An interface, so that the server under test does not serve its path. */
@Path("/seeded")
public interface FatResource {
  @GET
  default String get() {
    return new Document().toJson();
  }
}
