/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/demo/invent.h"

#include <stdio.h>

#include "base/json/write.h"

#define COUNT(table) (int64_t)(sizeof(table) / sizeof *(table))

static const char *const articles[] = {"新中式客厅的五种搭法", "床垫怎么选：一篇讲清", "全屋定制避坑指南",
                                       "双十一工厂直购名额"};

static const struct {
    const char *name, *price, *picture;
} products[] = {
    {"云栖新中式沙发 三人位", "¥6,880", "product-sofa"},
    {"乳胶独袋弹簧床垫 1.8m", "¥3,299", "product-mattress"},
    {"实木餐桌 1.6m", "¥4,560", "product-table"},
    {"松石全屋衣柜 每平方米", "¥1,080", "product-wardrobe"},
    {"小鹿儿童上下床 1.2m", "¥3,480", "product-bunk"},
    {"桃夭梳妆台 配镜", "¥1,680", "product-dresser"},
};

static const char *const texts[] = {
    "你好，在吗？",
    "请问今天发货的话几天能到？",
    "有实物图吗，想看看颜色",
    "这款还有优惠吗😊",
    "门店几点关门？",
    "周末可以上门量尺吗",
    "材质是实木的吗？环保等级多少",
    "朋友推荐我来的",
    "尺寸可以改吗，我家墙只有两米一",
    "好的，谢谢🙏",
    "我再和家里人商量一下",
    "可以，那就按这个定",
    "安装师傅什么时候联系我",
    "发票能开吗",
    "Hi, do you deliver to Hangzhou?",
    "刚看了你们的文章，写得很清楚👍",
    "床垫可以试睡吗",
    "合同发我看一下",
    "方便打个电话吗",
    "图片收到了，很漂亮❤️",
};

/* How often each action is done, of a hundred. */
static const int shares[] = {17, 22, 8, 6, 4, 3, 8, 3, 3, 3, 3, 1, 3, 11, 3, 2};

random_t invent_random(int64_t seed)
{
    random_t random = {((uint64_t)seed + 1) * UINT64_C(0x9e3779b97f4a7c15) | 1};
    for (int i = 0; i < 8; i++)
        random_below(&random, 1);
    return random;
}

void invent_deed(deed_t *deed, random_t *random)
{
    int64_t left = random_below(random, 100);
    *deed = (deed_t){.action = 1};
    while (left >= shares[deed->action - 1])
        left -= shares[deed->action++ - 1];
    const int64_t article = random_below(random, COUNT(articles));
    const char *product = products[random_below(random, COUNT(products))].name;
    if (deed->action >= 14)
        deed->article_id = article + 1;
    if (deed->action == 2 || deed->action == 7)
        snprintf(deed->remark, sizeof deed->remark, "%s了您的产品“%s”", deed->action == 2 ? "查看" : "咨询",
                 product);
    else if (deed->action == 14)
        snprintf(deed->remark, sizeof deed->remark, "查看了您的文章《%s》", articles[article]);
}

static void write_product(buffer_t *content, buffer_t *text, const place_t *place, random_t *random)
{
    const int64_t which = random_below(random, COUNT(products));
    buffer_append_literal(content, "{\"info_type\":2,\"product_cover_url\":\"");
    pictures_write_url(place, content, text_of(products[which].picture));
    buffer_append_format(content, "\",\"product_name\":\"%s\",\"product_price\":\"%s\"}",
                         products[which].name, products[which].price);
    buffer_append_format(text, "[产品] %s", products[which].name);
}

static void write_file(buffer_t *content, buffer_t *text, const place_t *place, random_t *random)
{
    static const char *const files[] = {"chat-living-room", "chat-floor-plan", "chat-dining-room",
                                        "turntable"};
    const int64_t which = random_below(random, COUNT(files));
    const bool is_video = which == COUNT(files) - 1;
    buffer_append_format(content, "{\"info_type\":%d,\"url\":\"", is_video ? 5 : 4);
    pictures_write_url(place, content, text_of(files[which]));
    buffer_append_literal(content, "\"}");
    buffer_append_text(text, is_video ? TEXT_LITERAL("[视频]") : TEXT_LITERAL("[图片]"));
}

static void write_text(buffer_t *content, buffer_t *text, int info_type, const char *words)
{
    buffer_append_format(content, "{\"info_type\":%d,\"msg\":", info_type);
    json_write_string(content, text_of(words));
    buffer_append_char(content, '}');
    buffer_append_text(text, text_of(words));
}

void invent_message(buffer_t *content, buffer_t *text, const place_t *place, random_t *random)
{
    const int64_t kind = random_below(random, 20);
    if (kind < 3)
        write_product(content, text, place, random);
    else if (kind < 5)
        write_file(content, text, place, random);
    else if (kind < 6)
        write_text(content, text, 6, "我在商城下了订单，麻烦确认一下发货时间");
    else
        write_text(content, text, 1, texts[random_below(random, COUNT(texts))]);
}
