/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The times of rows (messages, actions, notes) and of relations in the sorted indexes by time. Each is dated
 * by the clock of the service that writes it. Clocks of hosts differ a little, and one may jump: a time
 * counts as of the future when it is later than the clock of whoever looks and than Redis' clock, both by
 * more than ROW_TIME_AHEAD. What is of the future gives way to what is written now (decision 0023): ahead.lua
 * and move.lua in common/store.
 */
#ifndef LEIDA_COMMON_STORE_ROW_TIME_H
#define LEIDA_COMMON_STORE_ROW_TIME_H

#define ROW_TIME_AHEAD 1000 /* ms */

#endif
