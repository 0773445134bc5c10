/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/action_names.h"

#include <assert.h>

static const struct {
    text_t name, remark;
} actions[ACTION_COUNT] = {
    {TEXT_CONSTANT("查看名片"), TEXT_CONSTANT("查看了您的名片")},
    {TEXT_CONSTANT("查看产品"), TEXT_CONSTANT("查看了您的产品")},
    {TEXT_CONSTANT("查看动态"), TEXT_CONSTANT("查看了您的动态")},
    {TEXT_CONSTANT("查看官网"), TEXT_CONSTANT("查看了您的官网")},
    {TEXT_CONSTANT("复制微信"), TEXT_CONSTANT("复制了您的微信号")},
    {TEXT_CONSTANT("转发名片"), TEXT_CONSTANT("转发了您的名片")},
    {TEXT_CONSTANT("咨询产品"), TEXT_CONSTANT("咨询了您的产品")},
    {TEXT_CONSTANT("保存电话"), TEXT_CONSTANT("保存了您的电话")},
    {TEXT_CONSTANT("觉得靠谱"), TEXT_CONSTANT("觉得您很靠谱")},
    {TEXT_CONSTANT("拨打电话"), TEXT_CONSTANT("拨打了您的电话")},
    {TEXT_CONSTANT("播放语音"), TEXT_CONSTANT("播放了您的语音介绍")},
    {TEXT_CONSTANT("复制邮箱"), TEXT_CONSTANT("复制了您的邮箱")},
    {TEXT_CONSTANT("授权访问"), TEXT_CONSTANT("授权访问了您的名片")},
    {TEXT_CONSTANT("查看文章"), TEXT_CONSTANT("查看了您的文章")},
    {TEXT_CONSTANT("转发文章到朋友"), TEXT_CONSTANT("把您的文章转发给了朋友")},
    {TEXT_CONSTANT("转发文章到朋友圈"), TEXT_CONSTANT("把您的文章转发到了朋友圈")},
};

text_t action_name(int64_t action)
{
    assert(action >= 1 && action <= ACTION_COUNT);
    return actions[action - 1].name;
}

text_t action_remark(int64_t action)
{
    assert(action >= 1 && action <= ACTION_COUNT);
    return actions[action - 1].remark;
}
