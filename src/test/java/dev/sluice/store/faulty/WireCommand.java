package dev.sluice.store.faulty;

import org.bson.BsonDocument;

/** A command on its way to the store. */
public record WireCommand(BsonDocument body) {

  /** Such as {@code insert}: the first field of a command is its name. */
  public String name() {
    return body.getFirstKey();
  }

  /** Empty for a command that concerns no collection. */
  public String collection() {
    return body.isString(name()) ? body.getString(name()).getValue() : "";
  }

  @Override
  public String toString() {
    return name() + " " + collection();
  }
}
