package dev.sluice.wire;

/**
 * One invalid field of a request.
 *
 * @param field dotted path of the field, as {@code requirements.cpu}, or the name of a query
 *     parameter or header
 * @param code stable, for machines
 * @param message for people; says what was expected
 */
public record FieldError(String field, String code, String message) {}
