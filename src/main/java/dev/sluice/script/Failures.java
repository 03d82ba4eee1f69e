package dev.sluice.script;

import dev.sluice.host.protocol.LimitCode;
import dev.sluice.host.protocol.RunResult;
import dev.sluice.text.Printable;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** Translates the exception that ended a script into the result of its run. */
final class Failures {
  private static final int MAX_CODE = 100;
  private static final int MAX_MESSAGE = 8 << 10;
  private static final String TOO_DEEP = "Maximum call stack size exceeded";

  private final RunGuard guard;
  private final ScriptOutput output;

  Failures(RunGuard guard, ScriptOutput output) {
    this.guard = guard;
    this.output = output;
  }

  /**
   * @param prelude null when the prelude itself failed
   */
  RunResult of(PolyglotException e, @Nullable Value prelude) {
    RunResult.Ended ended = guard.ended();
    if (ended != null) {
      return ended;
    }
    if (e.isResourceExhausted()) {
      return String.valueOf(e.getMessage()).contains("Statement count")
          ? new RunResult.Ended(
              LimitCode.STATEMENT_LIMIT, "the script executed more statements than its limit")
          : tooDeep();
    }
    if (e.isHostException() && e.asHostException() instanceof EventLoop.Rejected rejected) {
      return thrown(rejected.reason(), prelude);
    }
    Value thrown = e.getGuestObject();
    if (e.isInternalError() || e.isHostException() || thrown == null || prelude == null) {
      return engineError(e);
    }
    return e.isSyntaxError() ? syntaxError(e) : thrown(thrown, prelude);
  }

  private static RunResult engineError(PolyglotException e) {
    e.printStackTrace(System.err);
    return new RunResult.Ended(
        LimitCode.ENGINE_ERROR, Printable.cut(String.valueOf(e.getMessage()), MAX_MESSAGE));
  }

  private static RunResult syntaxError(PolyglotException e) {
    SourceSection at = e.getSourceLocation();
    String where =
        at == null ? "" : " (line " + at.getStartLine() + ", column " + at.getStartColumn() + ")";
    String message = String.valueOf(e.getMessage()).replaceFirst("^SyntaxError: ", "");
    // The parser quotes the source in further lines.
    String first = message.lines().findFirst().orElse("").replaceFirst("^[^ ]*:\\d+:\\d+ ", "");
    return new RunResult.Threw("SyntaxError", Printable.cut(first + where, MAX_MESSAGE));
  }

  /** The result for an uncaught value that the script threw; prints its stack to stderr. */
  RunResult thrown(Value thrown, @Nullable Value prelude) {
    if (prelude == null) {
      return new RunResult.Ended(LimitCode.ENGINE_ERROR, "the prelude did not load");
    }
    try {
      Value described = prelude.invokeMember("describe", thrown);
      String code =
          Printable.cut(Printable.clean(described.getArrayElement(0).asString(), ""), MAX_CODE);
      String message = Printable.cut(described.getArrayElement(1).asString(), MAX_MESSAGE);
      if (code.equals("RangeError") && message.equals(TOO_DEEP)) {
        return tooDeep();
      }
      String stack = described.getArrayElement(2).asString();
      if (!stack.isEmpty()) {
        output.print(true, Printable.cut(stack, MAX_MESSAGE) + "\n");
      }
      return new RunResult.Threw(code.isEmpty() ? "Error" : code, message);
    } catch (PolyglotException e) {
      // Describing the thrown value runs its code, which exceeded a limit.
      return of(e, null);
    }
  }

  static RunResult.Ended tooDeep() {
    return new RunResult.Ended(LimitCode.STACK_OVERFLOW, "RangeError: " + TOO_DEEP);
  }
}
