/**
 * Who runs what, where and when: the leader's backlog, which worker fits and which of them is best,
 * assignment on every signal with a sweep behind it, and the periodic duties, one class each.
 */
@NullMarked
package dev.sluice.schedule;

import org.jspecify.annotations.NullMarked;
