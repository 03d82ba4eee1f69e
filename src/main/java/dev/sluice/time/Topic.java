package dev.sluice.time;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells listeners of one kind of event, on the publisher's thread and in the order in which they
 * subscribed. A listener must be quick; one that throws is logged and does not keep the event from
 * the others.
 */
public final class Topic<T> {
  private static final System.Logger LOG = System.getLogger(Topic.class.getName());

  private final List<Consumer<? super T>> listeners = new CopyOnWriteArrayList<>();

  /** Returns what ends the subscription. */
  public Runnable subscribe(Consumer<? super T> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  public void publish(T event) {
    for (Consumer<? super T> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a listener failed on " + event, e);
      }
    }
  }
}
