package dev.sluice.wire;

/**
 * One thing wrong with a request.
 *
 * @param field path of the field, dotted, as {@code requirements.cpu}; a query parameter or header
 *     by its name
 * @param code stable, for machines
 * @param message says what was expected
 */
public record FieldError(String field, String code, String message) {}
