/**
 * What every HTTP resource shares: problems (RFC 9457), reading of request bodies field by field,
 * paging cursors, limits, and who may call. Knows no feature.
 */
@NullMarked
package dev.sluice.http;

import org.jspecify.annotations.NullMarked;
