package com.nexora.streams.tenants;

import com.google.common.collect.ImmutableSet;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction.Overload.Arithmetic;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.RegexLiteralValidator;
import java.util.Set;

/**
 * One condition of a tenant's filter: an expression of CEL over an {@link EventView}.
 *
 * <p>CEL, because it has no loops without end, no side effects and a public specification. What
 * could grow is switched off (joining of texts and lists, making of lists) or bounded: the length
 * of the text, its depth, the rounds of {@code exists} and {@code all}, the size of a regular
 * expression, and the {@link Effort} of one event. Immutable and thread-safe.
 */
public final class Condition {

  /** Longest condition, in characters. */
  public static final int MAX_LENGTH = 512;

  private static final int MAX_PARSE_DEPTH = 32;
  private static final int MAX_ROUNDS = 1_000;
  private static final int MAX_REGEX_PROGRAM = 200;
  private static final Set<String> COMPARISONS = Set.of("_==_", "_!=_", "@in", "in");

  /** What makes a longer text or list of two. */
  private static final Set<CelStandardDeclarations.StandardOverload> JOINING =
      Set.of(Arithmetic.ADD_STRING, Arithmetic.ADD_BYTES, Arithmetic.ADD_LIST);

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseRecursionDepth(MAX_PARSE_DEPTH)
          .maxParseErrorRecoveryLimit(10)
          .comprehensionMaxIterations(MAX_ROUNDS)
          .maxRegexProgramSize(MAX_REGEX_PROGRAM)
          .enableHeterogeneousNumericComparisons(true)
          .enableStringConcatenation(false)
          .enableListConcatenation(false)
          .build();

  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardEnvironmentEnabled(false)
          .setStandardDeclarations(
              CelStandardDeclarations.newBuilder()
                  .filterFunctions((function, overload) -> !JOINING.contains(overload))
                  .build())
          .setStandardMacros(
              ImmutableSet.of(
                  CelStandardMacro.HAS,
                  CelStandardMacro.EXISTS,
                  CelStandardMacro.EXISTS_ONE,
                  CelStandardMacro.ALL))
          .addVar(EventVariables.TENANT_ID, SimpleType.STRING)
          .addVar(EventVariables.EVENT_TYPE, SimpleType.STRING)
          .addVar(EventVariables.SOURCE, SimpleType.STRING)
          .addVar(EventVariables.ACTION, SimpleType.STRING)
          .addVar(EventVariables.ENTITY_ID, SimpleType.STRING)
          .addVar(EventVariables.ENTITY_TYPE, SimpleType.STRING)
          .addVar(EventVariables.SEVERITY, SimpleType.STRING)
          .addVar(EventVariables.METADATA, MapType.create(SimpleType.STRING, SimpleType.STRING))
          .addVar(EventVariables.DATA, SimpleType.DYN)
          .setResultType(SimpleType.BOOL)
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

  private static final CelValidator VALIDATOR =
      CelValidatorFactory.standardCelValidatorBuilder(COMPILER, RUNTIME)
          .addAstValidators(RegexLiteralValidator.INSTANCE)
          .build();

  private final CelRuntime.Program program;

  private Condition(final CelRuntime.Program program) {
    this.program = program;
  }

  /**
   * Reads a condition.
   *
   * @throws ConditionException if it is not of the language; says where
   */
  public static Condition compile(final String text) throws ConditionException {
    if (text.length() > MAX_LENGTH) {
      throw new ConditionException(
          1,
          MAX_LENGTH + 1,
          "it has " + text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
    }
    try {
      final CelValidationResult checked = COMPILER.compile(text);
      requireNoError(checked);
      final CelAbstractSyntaxTree tree = checked.getAst();
      requireNoError(VALIDATOR.validate(tree));
      return new Condition(RUNTIME.createProgram(tree));
    } catch (final CelValidationException | CelEvaluationException e) {
      throw new ConditionException(1, 1, String.valueOf(e.getMessage()));
    }
  }

  private static void requireNoError(final CelValidationResult result) throws ConditionException {
    for (final CelIssue issue : result.getErrors()) {
      final CelSourceLocation where = issue.getSourceLocation();
      throw new ConditionException(
          Math.max(1, where.getLine()), Math.max(0, where.getColumn()) + 1, issue.getMessage());
    }
  }

  /**
   * Whether it holds for an event.
   *
   * @param event the event
   * @param effort what is left for this event
   * @throws EvaluationException if there is no answer, e.g. since a member is missing
   */
  boolean holds(final EventVariables event, final Effort effort) throws EvaluationException {
    try {
      final Object answer =
          program.trace(
              event,
              (operand, value) -> {
                effort.look(value);
                if (operand.exprKind().getKind() == CelExpr.ExprKind.Kind.CALL
                    && COMPARISONS.contains(operand.call().function())) {
                  effort.compare(event.members());
                }
              });
      if (answer instanceof Boolean holds) {
        return holds;
      }
      throw new EvaluationException("it does not end in true or false");
    } catch (final CelEvaluationException e) {
      throw new EvaluationException(reason(e));
    } catch (final Effort.SpentException | EventVariables.BodyException e) {
      throw new EvaluationException(reason(e));
    }
  }

  /** What went wrong, without anything of the event: CEL's own texts quote keys and values. */
  private static String reason(final Exception thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Effort.SpentException) {
        return "it takes more than " + Effort.MOST + " steps";
      }
      if (cause instanceof EventVariables.BodyException body) {
        return String.valueOf(body.getMessage());
      }
    }
    return thrown instanceof CelEvaluationException cel
        ? switch (cel.getErrorCode()) {
          case ATTRIBUTE_NOT_FOUND ->
              "it asks for a member that the event does not have; ask has() first";
          case OVERLOAD_NOT_FOUND -> "it compares or calls what does not go together";
          default -> cel.getErrorCode().name();
        }
        : thrown.getClass().getSimpleName();
  }
}
