package dev.sluice.store.schema;

/** The stored data has a form that this version does not know. */
public final class NewerSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NewerSchemaException(int stored, int known, String migratedBy) {
    super(
        ("the stored data has schema %d, made by Sluice %s, and this server knows schemas up to %d:"
                + " start Sluice %s or a later version")
            .formatted(stored, migratedBy, known, migratedBy));
  }
}
