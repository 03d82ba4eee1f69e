package dev.sluice.script;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.sluice.host.protocol.FramePipe;
import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunContext;
import dev.sluice.host.protocol.RunOrder;
import dev.sluice.host.protocol.RunResult;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;
import org.jspecify.annotations.Nullable;

/** Executes one script once, in a context of its own. */
final class ScriptRun implements AutoCloseable {
  private final RunOrder order;
  private final ScriptEngine engine;
  private final Context context;
  private final RunGuard guard;
  private final EventLoop loop;
  private final ScriptOutput output;
  private final Failures failures;
  private final Fetch fetch;

  /**
   * @param nanos the monotonic clock
   */
  ScriptRun(ScriptEngine engine, RunOrder order, FramePipe pipe, LongSupplier nanos) {
    this.engine = engine;
    this.order = order;
    this.context = engine.newContext(order.limits());
    this.guard = new RunGuard(context, order.limits().timeMs(), nanos);
    this.loop = new EventLoop(guard, nanos);
    this.output = new ScriptOutput(pipe, guard, order.limits().outputBytes());
    this.failures = new Failures(guard, output);
    this.fetch = Fetch.of(order, guard);
  }

  long number() {
    return order.run();
  }

  /** Ends the run from another thread. */
  void stop() {
    guard.end(LimitCode.STOPPED, "the script was stopped from outside");
  }

  RunResult run() {
    return guarded(
        prelude -> {
          Value main = main();
          if (main == null) {
            return notCallable();
          }
          Value input = prelude.invokeMember("parse", order.input().toString());
          Value argument = prelude.invokeMember("parse", contextJson());
          Value returned = loop.await(main.execute(input, argument), prelude);
          return returned == null ? unsettled() : json(returned, prelude);
        });
  }

  /** Evaluates the top level without calling a function. */
  RunResult check() {
    return guarded(
        prelude -> main() == null ? notCallable() : new RunResult.Returned(NullNode.instance));
  }

  private interface Body {
    RunResult run(Value prelude);
  }

  private RunResult guarded(Body body) {
    Value prelude = null;
    try {
      guard.start();
      prelude = context.eval(engine.own("prelude.js")).execute(natives());
      return body.run(prelude);
    } catch (EventLoop.Rejected rejected) {
      return failures.thrown(rejected.reason(), prelude);
    } catch (PolyglotException e) {
      return failures.of(e, prelude);
    } catch (StackOverflowError e) {
      return Failures.tooDeep();
    } finally {
      guard.finish();
      output.finish();
    }
  }

  private ProxyObject natives() {
    Map<String, Object> natives = new HashMap<>(loop.functions());
    natives.putAll(output.functions());
    natives.putAll(TextFunctions.functions());
    natives.put("fetch", fetch.function());
    natives.put(
        "load", (ProxyExecutable) arguments -> context.eval(engine.own(arguments[0].asString())));
    return ProxyObject.fromMap(natives);
  }

  /** The function to call: the script's value, else its export, else a global {@code main}. */
  private @Nullable Value main() {
    Value value = context.eval(engine.script(order.name(), order.digest(), order.script()));
    if (value.canExecute()) {
      return value;
    }
    Value globals = context.getBindings(ScriptEngine.JS);
    Value exports = globals.getMember("module").getMember("exports");
    for (Value candidate :
        new Value[] {exports, member(exports), globals.getMember("main"), member(value)}) {
      if (candidate != null && candidate.canExecute()) {
        return candidate;
      }
    }
    return null;
  }

  private static @Nullable Value member(@Nullable Value owner) {
    if (owner == null || !owner.hasMembers()) {
      return null;
    }
    Value main = owner.getMember("main");
    return main != null ? main : owner.getMember("default");
  }

  private String contextJson() {
    RunContext told = order.context();
    return JsonNodeFactory.instance
        .objectNode()
        .put("executionId", told.executionId())
        .put("taskId", told.taskId())
        .put("taskVersion", told.taskVersion())
        .put("attempt", told.attempt())
        .toString();
  }

  private RunResult json(Value returned, Value prelude) {
    return ResultJson.of(prelude.invokeMember("toJson", returned), order.limits().resultBytes());
  }

  private static RunResult notCallable() {
    return new RunResult.Ended(
        LimitCode.NOT_CALLABLE,
        "the script yields no function to call: it must end in a function, or define or export"
            + " main");
  }

  /** The guard ends a run before it stops its timers, so one that it ended may look unsettled. */
  private RunResult unsettled() {
    RunResult ended = guard.ended();
    return ended != null ? ended : neverSettled();
  }

  private static RunResult neverSettled() {
    return new RunResult.Ended(
        LimitCode.NEVER_SETTLED, "the script returned a promise that nothing can settle any more");
  }

  @Override
  public void close() {
    guard.close();
  }
}
