package dev.sluice.source.http;

import dev.sluice.source.SourceContext;
import dev.sluice.source.SourceException;
import dev.sluice.source.http.Listing.Entry;
import dev.sluice.source.http.RegistryClient.Answer;
import dev.sluice.time.Deadline;
import dev.sluice.time.Pause;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a listing from its first page to its last, or fails. A change to the registry during the
 * reading shifts tasks between pages, and a task that is on no page would count as removed; so the
 * pager reads a listing again if its pages contradict each other.
 */
final class Pager {
  private static final long MOST_OF_A_PAGE = 16 << 20;
  private static final int MOST_PAGES = 10_000;
  private static final int MOST_TRIES = 3;

  private final RegistryClient client;
  private final URI first;
  private final SourceContext context;
  private Map<URI, Page> pages = new HashMap<>();

  private record Page(@Nullable String etag, Listing listing) {}

  Pager(RegistryClient client, URI first, SourceContext context) {
    this.client = client;
    this.first = first;
    this.context = context;
  }

  List<Entry> all(Deadline deadline) throws SourceException, InterruptedException {
    for (int tries = 1; ; tries++) {
      Reading reading = new Reading();
      if (reading.read(deadline)) {
        pages = reading.read;
        return reading.entries;
      }
      if (tries == MOST_TRIES) {
        throw new SourceException(
            "incomplete_listing",
            "the listing lists " + reading.entries.size() + " tasks of " + reading.total);
      }
      Pause.of(
          RegistryClient.BACKOFF.after(tries, context.jitter().getAsDouble()), context.timers());
    }
  }

  /** One try. */
  private final class Reading {
    final Map<URI, Page> read = new HashMap<>();
    final List<Entry> entries = new ArrayList<>();
    final Set<String> earlier = new HashSet<>();
    long total = -1;

    /** False if the listing changed during the reading. */
    boolean read(Deadline deadline) throws SourceException, InterruptedException {
      for (URI at = first; at != null; ) {
        Listing listing = page(at, deadline);
        if (!agrees(listing)) {
          return false;
        }
        at = listing.next();
      }
      return total <= entries.size();
    }

    private Listing page(URI at, Deadline deadline) throws SourceException, InterruptedException {
      if (read.containsKey(at) || read.size() == MOST_PAGES) {
        throw new SourceException("paging_loop", "the pages of the listing never end");
      }
      Page last = pages.get(at);
      Answer answer = client.get(at, last == null ? null : last.etag(), MOST_OF_A_PAGE, deadline);
      Page page =
          last != null && answer.notModified()
              ? last
              : new Page(answer.etag(), Listing.parse(answer.body(), at));
      read.put(at, page);
      return page.listing();
    }

    private boolean agrees(Listing listing) {
      boolean first = total < 0;
      if (!first && listing.total() != total) {
        return false;
      }
      total = listing.total();
      List<String> locations = listing.entries().stream().map(Entry::location).toList();
      boolean shifted = locations.stream().anyMatch(earlier::contains);
      earlier.addAll(locations);
      entries.addAll(listing.entries());
      return !shifted;
    }
  }
}
