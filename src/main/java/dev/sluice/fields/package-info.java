/**
 * Reading values that a person wrote, field by field: {@link dev.sluice.fields.JsonFields} takes
 * typed values out of a JSON object and {@link dev.sluice.fields.FieldErrors} collects what is
 * wrong with them. Knows neither HTTP nor a feature: the caller decides what an error leads to.
 */
@NullMarked
package dev.sluice.fields;

import org.jspecify.annotations.NullMarked;
