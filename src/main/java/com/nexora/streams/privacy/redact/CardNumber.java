package com.nexora.streams.privacy.redact;

import java.math.BigDecimal;

/** Tells whether a number of JSON is that of a payment card, however it is written. */
final class CardNumber {

  private CardNumber() {}

  /**
   * Whether it is.
   *
   * @param number at most 40 characters
   * @param plainDigits whether it is nothing but digits
   */
  static boolean isCard(final String number, final boolean plainDigits) {
    String digits = number;
    if (!plainDigits) {
      try {
        final BigDecimal exact = new BigDecimal(digits).abs();
        final long whole = (long) exact.precision() - exact.scale();
        if (whole < Luhn.SHORTEST || whole > Luhn.LONGEST) {
          return false;
        }
        if (exact.stripTrailingZeros().scale() > 0) {
          return false;
        }
        digits = exact.toBigInteger().toString();
      } catch (final NumberFormatException e) {
        return false;
      }
    }
    if (digits.length() > Luhn.LONGEST) {
      return false;
    }
    final byte[] values = new byte[digits.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (digits.charAt(i) - '0');
    }
    return Luhn.isCard(values, values.length);
  }
}
