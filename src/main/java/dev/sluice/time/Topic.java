package dev.sluice.time;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Publishes one kind of event inside this process, in two phases: listeners that project the event
 * into memory run first, listeners that wake readers of that memory run afterwards. So a reader
 * that an event wakes finds the event in every projection, whatever the order of subscription.
 *
 * <p>Listeners run on the publisher's thread and must be quick. A listener that throws is logged,
 * and the others still run.
 */
public final class Topic<T> {
  private static final System.Logger LOG = System.getLogger(Topic.class.getName());

  private final List<Consumer<? super T>> projections = new CopyOnWriteArrayList<>();
  private final List<Consumer<? super T>> wakers = new CopyOnWriteArrayList<>();

  /**
   * Subscribes a listener that updates memory and wakes no reader.
   *
   * @return ends the subscription
   */
  public Runnable project(Consumer<? super T> listener) {
    return subscribe(projections, listener);
  }

  /**
   * Subscribes a listener that reads memory or lets others read it.
   *
   * @return ends the subscription
   */
  public Runnable wake(Consumer<? super T> listener) {
    return subscribe(wakers, listener);
  }

  public void publish(T event) {
    publish(projections, event);
    publish(wakers, event);
  }

  private Runnable subscribe(List<Consumer<? super T>> listeners, Consumer<? super T> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  private void publish(List<Consumer<? super T>> listeners, T event) {
    for (Consumer<? super T> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "a listener failed on " + event, e);
      }
    }
  }
}
