package dev.sluice.upkeep;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import dev.sluice.upkeep.StoreCheck.Finding;
import dev.sluice.wire.output.OutputFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the chunks of each attempt are numbered from 0 without a hole, and that each begins
 * where the one before it ends. Chunks of one attempt come together, but 10 comes before 2.
 */
final class OutputChains {
  private final String where;
  private final Consumer<Finding> findings;
  private final List<Link> links = new ArrayList<>();
  private String attempt = "";

  /**
   * A chunk.
   *
   * @param offset bytes of output before it
   * @param end bytes of output up to its end
   * @param sizeBefore bytes of frames before it; 0 if an earlier version stored it
   * @param sizeAtEnd bytes of frames up to its end
   * @param last whether nothing may follow
   */
  private record Link(
      long seq, long offset, long end, long sizeBefore, long sizeAtEnd, boolean last) {}

  OutputChains(String where, Consumer<Finding> findings) {
    this.where = where;
    this.findings = findings;
  }

  void add(String id, Document chunk) {
    int slash = id.lastIndexOf('/');
    if (slash < 0 || !id.substring(slash + 1).matches("\\d{1,18}")) {
      findings.accept(
          new Finding(
              where, id, "is not the id of a chunk, which has the form job/attempt/number"));
      return;
    }
    if (!id.substring(0, slash).equals(attempt)) {
      end();
      attempt = id.substring(0, slash);
    }
    Link link = link(id, Long.parseLong(id.substring(slash + 1)), chunk);
    if (link != null) {
      links.add(link);
    }
  }

  private @Nullable Link link(String id, long seq, Document chunk) {
    if (!(chunk.get("frames") instanceof BinData frames)) {
      findings.accept(new Finding(where, id, "has no frames"));
      return null;
    }
    byte[] bytes = frames.getData();
    try {
      OutputFrame.read(ByteBuffer.wrap(bytes));
    } catch (IllegalArgumentException e) {
      findings.accept(new Finding(where, id, String.valueOf(e.getMessage())));
    }
    long offset = number(chunk, "offset");
    long sizeBefore = number(chunk, "sizeBefore");
    boolean last = Boolean.TRUE.equals(chunk.get("truncated"));
    return new Link(
        seq,
        offset,
        offset + number(chunk, "bytes"),
        sizeBefore,
        Math.max(offset, sizeBefore) + bytes.length,
        last);
  }

  private static long number(Document chunk, String field) {
    return chunk.get(field) instanceof Number number ? number.longValue() : 0;
  }

  /** Checks the attempt whose chunks came last. */
  void end() {
    links.sort(Comparator.comparingLong(Link::seq));
    @Nullable Link before = null;
    for (Link link : links) {
      String fault = fault(before, link);
      if (!fault.isEmpty()) {
        findings.accept(new Finding(where, attempt + "/" + link.seq(), fault));
        break;
      }
      before = link;
    }
    links.clear();
  }

  /** What is wrong with a chunk; empty if it follows the one before it. */
  private static String fault(@Nullable Link before, Link link) {
    long expected = before == null ? 0 : before.seq() + 1;
    long offset = before == null ? 0 : before.end();
    if (link.seq() != expected) {
      return "chunk " + expected + " of the attempt is missing";
    } else if (link.offset() != offset) {
      return "begins at byte " + link.offset() + ", and the one before it ends at " + offset;
    } else if (before != null && link.sizeBefore() > 0 && link.sizeBefore() != before.sizeAtEnd()) {
      return "has %d bytes of frames before it, and there are %d"
          .formatted(link.sizeBefore(), before.sizeAtEnd());
    } else if (before != null && before.last()) {
      return "follows a chunk that is marked as the last";
    }
    return "";
  }
}
