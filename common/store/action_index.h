/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index of the action log by a customer and an action together: `log:{u:7}:c:9:a:3` holds the ids of the
 * rows of customer 9 with action 3, as `log:{u:7}:c:9` holds all of the customer's. Only customers with more
 * than ACTION_INDEX_FROM rows have such lists; the rows of the others are looked through.
 * `log:{u:7}:indexed` tells how many entries of a customer's list the index has: it is whole when that is all
 * of them. It follows a few rows at a time, so that rows that were there before it are indexed bit by bit
 * (decision 0024). The scripts' part is in common/store/actions.
 */
#ifndef LEIDA_COMMON_STORE_ACTION_INDEX_H
#define LEIDA_COMMON_STORE_ACTION_INDEX_H

#define ACTION_INDEX_FROM 50
/* How many places of a long list a script may walk to: each costs Redis 7 to 17 µs in the middle of a million
 * rows. */
#define ACTION_INDEX_WALKS 50
/* Rows so near each other are read together. */
#define ACTION_INDEX_NEAR 16

#endif
