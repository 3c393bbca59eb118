/**
 * Generates a workload and recomputes every expected result from it, sharing no class with the code
 * under test: its own wire format, keys, ids, score and chain check, from the requirements alone. A
 * rule in RoomRulesTest holds it to that.
 */
package com.nexora.oracle;
