/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/slots.h"

/* CRC-16/XMODEM, a byte at a time: each read of a cache has one. */
static uint16_t crc16(text_t text)
{
    static const uint16_t of_byte[256] = {
        0x0000, 0x1021, 0x2042, 0x3063, 0x4084, 0x50a5, 0x60c6, 0x70e7, 0x8108, 0x9129, 0xa14a, 0xb16b,
        0xc18c, 0xd1ad, 0xe1ce, 0xf1ef, 0x1231, 0x0210, 0x3273, 0x2252, 0x52b5, 0x4294, 0x72f7, 0x62d6,
        0x9339, 0x8318, 0xb37b, 0xa35a, 0xd3bd, 0xc39c, 0xf3ff, 0xe3de, 0x2462, 0x3443, 0x0420, 0x1401,
        0x64e6, 0x74c7, 0x44a4, 0x5485, 0xa56a, 0xb54b, 0x8528, 0x9509, 0xe5ee, 0xf5cf, 0xc5ac, 0xd58d,
        0x3653, 0x2672, 0x1611, 0x0630, 0x76d7, 0x66f6, 0x5695, 0x46b4, 0xb75b, 0xa77a, 0x9719, 0x8738,
        0xf7df, 0xe7fe, 0xd79d, 0xc7bc, 0x48c4, 0x58e5, 0x6886, 0x78a7, 0x0840, 0x1861, 0x2802, 0x3823,
        0xc9cc, 0xd9ed, 0xe98e, 0xf9af, 0x8948, 0x9969, 0xa90a, 0xb92b, 0x5af5, 0x4ad4, 0x7ab7, 0x6a96,
        0x1a71, 0x0a50, 0x3a33, 0x2a12, 0xdbfd, 0xcbdc, 0xfbbf, 0xeb9e, 0x9b79, 0x8b58, 0xbb3b, 0xab1a,
        0x6ca6, 0x7c87, 0x4ce4, 0x5cc5, 0x2c22, 0x3c03, 0x0c60, 0x1c41, 0xedae, 0xfd8f, 0xcdec, 0xddcd,
        0xad2a, 0xbd0b, 0x8d68, 0x9d49, 0x7e97, 0x6eb6, 0x5ed5, 0x4ef4, 0x3e13, 0x2e32, 0x1e51, 0x0e70,
        0xff9f, 0xefbe, 0xdfdd, 0xcffc, 0xbf1b, 0xaf3a, 0x9f59, 0x8f78, 0x9188, 0x81a9, 0xb1ca, 0xa1eb,
        0xd10c, 0xc12d, 0xf14e, 0xe16f, 0x1080, 0x00a1, 0x30c2, 0x20e3, 0x5004, 0x4025, 0x7046, 0x6067,
        0x83b9, 0x9398, 0xa3fb, 0xb3da, 0xc33d, 0xd31c, 0xe37f, 0xf35e, 0x02b1, 0x1290, 0x22f3, 0x32d2,
        0x4235, 0x5214, 0x6277, 0x7256, 0xb5ea, 0xa5cb, 0x95a8, 0x8589, 0xf56e, 0xe54f, 0xd52c, 0xc50d,
        0x34e2, 0x24c3, 0x14a0, 0x0481, 0x7466, 0x6447, 0x5424, 0x4405, 0xa7db, 0xb7fa, 0x8799, 0x97b8,
        0xe75f, 0xf77e, 0xc71d, 0xd73c, 0x26d3, 0x36f2, 0x0691, 0x16b0, 0x6657, 0x7676, 0x4615, 0x5634,
        0xd94c, 0xc96d, 0xf90e, 0xe92f, 0x99c8, 0x89e9, 0xb98a, 0xa9ab, 0x5844, 0x4865, 0x7806, 0x6827,
        0x18c0, 0x08e1, 0x3882, 0x28a3, 0xcb7d, 0xdb5c, 0xeb3f, 0xfb1e, 0x8bf9, 0x9bd8, 0xabbb, 0xbb9a,
        0x4a75, 0x5a54, 0x6a37, 0x7a16, 0x0af1, 0x1ad0, 0x2ab3, 0x3a92, 0xfd2e, 0xed0f, 0xdd6c, 0xcd4d,
        0xbdaa, 0xad8b, 0x9de8, 0x8dc9, 0x7c26, 0x6c07, 0x5c64, 0x4c45, 0x3ca2, 0x2c83, 0x1ce0, 0x0cc1,
        0xef1f, 0xff3e, 0xcf5d, 0xdf7c, 0xaf9b, 0xbfba, 0x8fd9, 0x9ff8, 0x6e17, 0x7e36, 0x4e55, 0x5e74,
        0x2e93, 0x3eb2, 0x0ed1, 0x1ef0,
    };
    unsigned crc = 0;
    for (size_t i = 0; i < text.size; i++)
        crc = (crc << 8 & 0xffff) ^ of_byte[crc >> 8 ^ (uint8_t)text.data[i]];
    return (uint16_t)crc;
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
    switch (name.size > 0 ? name.data[0] : '\0') {
    case 'G': /* no name above begins with one of these, and most commands do: GET, HMGET, LRANGE, ZRANGE */
    case 'H':
    case 'L':
    case 'Z':
        return KEYS_FIRST;
    default:
        break;
    }
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
