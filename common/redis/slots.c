/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/slots.h"

/* CRC-16/XMODEM, half a byte at a time: a tag is some six bytes. */
static uint16_t crc16(text_t text)
{
    static const uint16_t of_nibble[16] = {0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7,
                                           0x8108, 0x9129, 0xa14a, 0xb16b, 0xc18c, 0xd1ad, 0xe1ce, 0xf1ef};
    uint16_t crc = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = (uint8_t)text.data[i];
        crc = (uint16_t)((crc << 4) ^ of_nibble[(crc >> 12) ^ (byte >> 4)]);
        crc = (uint16_t)((crc << 4) ^ of_nibble[(crc >> 12) ^ (byte & 15)]);
    }
    return crc;
}

text_t redis_tag_of(text_t key)
{
    const char *open = key.size > 0 ? memchr(key.data, '{', key.size) : NULL;
    if (!open)
        return key;
    const char *begin = open + 1;
    const char *close = memchr(begin, '}', (size_t)(key.data + key.size - begin));
    return close && close > begin ? (text_t){begin, (size_t)(close - begin)} : key;
}

unsigned redis_slot_of(text_t key)
{
    return crc16(redis_tag_of(key)) % REDIS_SLOTS;
}

/* Where the keys of commands are that do not have just one, as their first argument. */
typedef enum { KEYS_FIRST, KEYS_NONE, KEYS_COUNTED, KEYS_ALL, KEYS_TWO, KEYS_SECOND } places_t;

static const struct {
    text_t name;
    places_t places;
} COMMANDS[] = {
    {TEXT_CONSTANT("EVALSHA"), KEYS_COUNTED}, {TEXT_CONSTANT("EVAL"), KEYS_COUNTED},
    {TEXT_CONSTANT("MGET"), KEYS_ALL},        {TEXT_CONSTANT("DEL"), KEYS_ALL},
    {TEXT_CONSTANT("UNLINK"), KEYS_ALL},      {TEXT_CONSTANT("EXISTS"), KEYS_ALL},
    {TEXT_CONSTANT("TOUCH"), KEYS_ALL},       {TEXT_CONSTANT("RENAME"), KEYS_TWO},
    {TEXT_CONSTANT("RENAMENX"), KEYS_TWO},    {TEXT_CONSTANT("COPY"), KEYS_TWO},
    {TEXT_CONSTANT("SMOVE"), KEYS_TWO},       {TEXT_CONSTANT("OBJECT"), KEYS_SECOND},
    {TEXT_CONSTANT("MEMORY"), KEYS_SECOND},   {TEXT_CONSTANT("ASKING"), KEYS_NONE},
    {TEXT_CONSTANT("AUTH"), KEYS_NONE},       {TEXT_CONSTANT("CLIENT"), KEYS_NONE},
    {TEXT_CONSTANT("CLUSTER"), KEYS_NONE},    {TEXT_CONSTANT("COMMAND"), KEYS_NONE},
    {TEXT_CONSTANT("CONFIG"), KEYS_NONE},     {TEXT_CONSTANT("DBSIZE"), KEYS_NONE},
    {TEXT_CONSTANT("ECHO"), KEYS_NONE},       {TEXT_CONSTANT("EXEC"), KEYS_NONE},
    {TEXT_CONSTANT("FLUSHALL"), KEYS_NONE},   {TEXT_CONSTANT("FLUSHDB"), KEYS_NONE},
    {TEXT_CONSTANT("INFO"), KEYS_NONE},       {TEXT_CONSTANT("KEYS"), KEYS_NONE},
    {TEXT_CONSTANT("MULTI"), KEYS_NONE},      {TEXT_CONSTANT("PING"), KEYS_NONE},
    {TEXT_CONSTANT("PUBLISH"), KEYS_NONE},    {TEXT_CONSTANT("PUBSUB"), KEYS_NONE},
    {TEXT_CONSTANT("ROLE"), KEYS_NONE},       {TEXT_CONSTANT("SCAN"), KEYS_NONE},
    {TEXT_CONSTANT("SCRIPT"), KEYS_NONE},     {TEXT_CONSTANT("SUBSCRIBE"), KEYS_NONE},
    {TEXT_CONSTANT("TIME"), KEYS_NONE},       {TEXT_CONSTANT("WAIT"), KEYS_NONE},
};

static text_t argument(const redis_command_t *command, size_t i)
{
    return (text_t){command->values[i], command->sizes[i]};
}

static places_t places_of(text_t name)
{
    for (size_t i = 0; i < sizeof COMMANDS / sizeof COMMANDS[0]; i++)
        if (text_equal(name, COMMANDS[i].name))
            return COMMANDS[i].places;
    return KEYS_FIRST;
}

/* As many as are there, where fewer are than told. */
static redis_key_range_t range(const redis_command_t *command, size_t first, size_t count)
{
    const size_t there = command->count > first ? command->count - first : 0;
    return (redis_key_range_t){first, count < there ? count : there};
}

redis_key_range_t redis_command_keys(const redis_command_t *command)
{
    int64_t count = 0;
    if (command->count == 0)
        return (redis_key_range_t){0, 0};
    switch (places_of(argument(command, 0))) {
    case KEYS_NONE:
        return (redis_key_range_t){0, 0};
    case KEYS_COUNTED:
        if (command->count > 2 && text_to_int(argument(command, 2), &count) && count > 0)
            return range(command, 3, (size_t)count);
        return (redis_key_range_t){0, 0};
    case KEYS_ALL:
        return range(command, 1, command->count);
    case KEYS_TWO:
        return range(command, 1, 2);
    case KEYS_SECOND:
        return range(command, 2, 1);
    case KEYS_FIRST:
        break;
    }
    return range(command, 1, 1);
}

int redis_command_slot(const redis_command_t *command)
{
    const redis_key_range_t keys = redis_command_keys(command);
    if (keys.count == 0)
        return REDIS_SLOT_NO_KEY;
    const text_t tag = redis_tag_of(argument(command, keys.first));
    const int slot = (int)(crc16(tag) % REDIS_SLOTS);
    for (size_t i = 1; i < keys.count; i++) {
        const text_t other = redis_tag_of(argument(command, keys.first + i));
        if (!text_equal(tag, other) && (int)(crc16(other) % REDIS_SLOTS) != slot)
            return REDIS_SLOT_TWO;
    }
    return slot;
}
