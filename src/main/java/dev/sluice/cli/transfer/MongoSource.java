package dev.sluice.cli.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import dev.sluice.cli.console.CliFailure;
import dev.sluice.wire.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The collections {@code workers} and {@code jobs} of the older executor's database. */
final class MongoSource implements ImportSource {
  private static final List<String> COLLECTIONS = List.of("workers", "jobs");
  private static final int SELECTION_S = 10;

  private final ConnectionString address;
  private final String database;
  private final Instant now;
  private final ObjectMapper mapper = Json.mapper();

  /**
   * @param address with the name of the database
   * @throws CliFailure if it is no such address
   */
  MongoSource(String address, Instant now) {
    this.address = parse(address);
    String name = this.address.getDatabase();
    if (name == null) {
      throw CliFailure.usage("the address names no database, as mongodb://host/executor does");
    }
    this.database = name;
    this.now = now;
  }

  static boolean isAddress(String text) {
    return text.startsWith("mongodb://") || text.startsWith("mongodb+srv://");
  }

  /** The address may have a password, which the message must not show. */
  private static ConnectionString parse(String address) {
    try {
      return new ConnectionString(address);
    } catch (IllegalArgumentException | MongoException e) {
      throw CliFailure.usage("not an address of a MongoDB such as mongodb://host/executor");
    }
  }

  @Override
  public void readInto(Sink sink) throws IOException {
    MongoClientSettings settings =
        MongoClientSettings.builder()
            .applyConnectionString(address)
            .applyToClusterSettings(c -> c.serverSelectionTimeout(SELECTION_S, TimeUnit.SECONDS))
            .build();
    try (MongoClient client = MongoClients.create(settings)) {
      read(client.getDatabase(database), sink);
    } catch (MongoException e) {
      throw new IOException("cannot read from the MongoDB: " + e.getMessage(), e);
    }
  }

  private void read(MongoDatabase from, Sink sink) {
    long total = 0;
    for (String name : COLLECTIONS) {
      total += from.getCollection(name).countDocuments();
    }
    long done = 0;
    for (String name : COLLECTIONS) {
      long index = 0;
      for (Document document : from.getCollection(name).find().sort(Sorts.ascending("_id"))) {
        JsonNode record = mapper.valueToTree(plain(document));
        ImportSource.coerce(name + "[" + index++ + "]", record, null, now, sink);
        sink.progress(++done, total);
      }
    }
  }

  /** As JSON has it: an id as text, a time in milliseconds. */
  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .filter(entry -> entry.getValue() != null)
          .collect(
              Collectors.toMap(
                  entry -> String.valueOf(entry.getKey()),
                  entry -> Objects.requireNonNull(plain(entry.getValue()))));
    } else if (value instanceof List<?> list) {
      return list.stream()
          .filter(Objects::nonNull)
          .map(item -> Objects.requireNonNull(plain(item)))
          .toList();
    } else if (value instanceof Date date) {
      return date.getTime();
    } else if (value instanceof Decimal128 number) {
      return number.bigDecimalValue();
    } else if (value instanceof ObjectId id) {
      return id.toHexString();
    }
    return value instanceof Number || value instanceof Boolean || value == null
        ? value
        : value.toString();
  }
}
