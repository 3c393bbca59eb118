package com.nexora.streams.tenants;

/** A condition that is not of the language, or too large. */
public final class ConditionException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  ConditionException(final int line, final int column, final String message) {
    super(message, null, false, false);
    this.line = line;
    this.column = column;
  }

  /** Line of the mistake, from 1. */
  public int line() {
    return line;
  }

  /** Column of the mistake, from 1. */
  public int column() {
    return column;
  }
}
