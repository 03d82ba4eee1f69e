package dev.sluice.store.schema;

/** The stored data has a form that this version does not know. */
public final class NewerSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NewerSchemaException(int stored, int known, String migratedBy) {
    super(
        "the stored data has schema "
            + stored
            + ", made by Sluice "
            + migratedBy
            + ", and this server knows schemas up to "
            + known
            + ": start Sluice "
            + migratedBy
            + " or a later version");
  }
}
