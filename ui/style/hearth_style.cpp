// SPDX-License-Identifier: Apache-2.0
// Measures, hints, and who draws what.
#include "ui/style/hearth_style.hpp"

#include "ui/style/draw.hpp"
#include "ui/style/icons.hpp"
#include "ui/style/kinds.hpp"
#include "ui/style/parts.hpp"
#include "ui/style/theme.hpp"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>
#include <QTextEdit>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace hearth::ui {
namespace {

bool isTextArea(const QWidget *widget) {
    return qobject_cast<const QTextEdit *>(widget) || qobject_cast<const QPlainTextEdit *>(widget);
}

} // namespace

HearthStyle::HearthStyle()
    : QProxyStyle(u"Fusion"_s) {}

void HearthStyle::polish(QWidget *widget) {
    QProxyStyle::polish(widget);
    // A hint shows what people wrote; Qt would take it for markup where it looks like that.
    if (widget->inherits("QTipLabel"))
        if (auto *label = qobject_cast<QLabel *>(widget))
            label->setTextFormat(Qt::PlainText);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget) ||
        qobject_cast<QScrollBar *>(widget) || qobject_cast<QLineEdit *>(widget) ||
        qobject_cast<QTabBar *>(widget) || qobject_cast<QHeaderView *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto *view = qobject_cast<QAbstractItemView *>(widget))
        view->viewport()->setAttribute(Qt::WA_Hover);
}

void HearthStyle::polish(QApplication *application) {
    QProxyStyle::polish(application);
    application->installEventFilter(this);
}

void HearthStyle::unpolish(QApplication *application) {
    application->removeEventFilter(this);
    QProxyStyle::unpolish(application);
}

bool HearthStyle::eventFilter(QObject *watched, QEvent *event) {
    const auto type = event->type();
    if (type == QEvent::KeyPress || type == QEvent::KeyRelease) {
        if (watched->isWidgetType() && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Alt)
            showLetters(type == QEvent::KeyPress);
    } else if (type == QEvent::WindowDeactivate) {
        showLetters(false); // Alt+Tab: the key is let go of in another window
    }
    return QProxyStyle::eventFilter(watched, event);
}

void HearthStyle::showLetters(bool show) {
    if (std::exchange(m_showsLetters, show) == show)
        return;
    const auto all = QApplication::allWidgets();
    for (auto *widget : all)
        if (widget->isVisible() &&
            (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLabel *>(widget) ||
             qobject_cast<QTabBar *>(widget)))
            widget->update();
}

int HearthStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                             const QWidget *widget) const {
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
        return 3;
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_SplitterWidth:
    case PM_MenuPanelWidth:
    case PM_DefaultFrameWidth:
        // The paper of text areas stays clear of the round corners and of the ring of the focus.
        return isTextArea(widget) ? 4 : 1;
    case PM_MenuHMargin:
        return 0;
    case PM_MenuVMargin:
        return 4;
    case PM_MenuBarVMargin:
        return 2;
    case PM_MenuBarHMargin:
        return 6;
    case PM_MenuBarPanelWidth:
    case PM_MenuBarItemSpacing:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ButtonDefaultIndicator:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabOverlap:
        return 0;
    case PM_TextCursorWidth:
        return 1;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return 12;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int HearthStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                           QStyleHintReturn *returnData) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_FocusFrame_Mask:
    case SH_ComboBox_Popup:
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
    case SH_ItemView_ArrowKeysNavigateIntoChildren:
        return 0;
    case SH_FocusFrame_AboveWidget:
    case SH_ItemView_ShowDecorationSelected:
    case SH_MenuBar_MouseTracking:
    case SH_Menu_MouseTracking:
    case SH_ComboBox_ListMouseTracking:
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 1;
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    case SH_UnderlineShortcut:
        return m_showsLetters ? 1 : 0;
    case SH_LineEdit_PasswordCharacter:
        return 0x2022; // bullet
    case SH_DialogButtonLayout: {
        const int layout = QProxyStyle::styleHint(hint, option, widget, returnData);
#if defined(Q_OS_WIN)
        return layout;
#else
        // Desktops that say nothing get the order of the design: the action last.
        return layout == QDialogButtonBox::WinLayout ? QDialogButtonBox::GnomeLayout : layout;
#endif
    }
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize HearthStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                    const QSize &size, const QWidget *widget) const {
    const int textHeight = option ? option->fontMetrics.height() : 18;
    switch (type) {
    case CT_PushButton:
        return parts::pushButtonSize(option, widget);
    case CT_ToolButton:
        return parts::toolButtonSize(option, widget);
    case CT_LineEdit: {
        const int least = controlSize(widget) == ControlSize::Small ? metrics::smallHeight
                                                                    : metrics::controlHeight;
        return {size.width() + 20, std::max(least, textHeight + 10)};
    }
    case CT_ComboBox:
        return {size.width() + 44, std::max(metrics::controlHeight, textHeight + 10)};
    case CT_SpinBox:
        return {size.width() + 40, std::max(metrics::controlHeight, textHeight + 10)};
    case CT_MenuItem:
        return parts::menuItemSize(option, size);
    case CT_MenuBarItem:
        return {size.width() + 18, std::max(24, textHeight + 6)};
    case CT_TabBarTab:
        return parts::tabSize(option);
    case CT_HeaderSection: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        const QFontMetrics fm(roleFont(TextRole::SmallStrong));
        return {base.width() + 16, std::max(metrics::tableHeadHeight, fm.height() + 12)};
    }
    case CT_ItemViewItem: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return {base.width(), std::max(base.height(), std::max(28, textHeight + 10))};
    }
    case CT_ProgressBar:
        return {std::max(size.width(), 120), 6};
    default:
        return QProxyStyle::sizeFromContents(type, option, size, widget);
    }
}

QRect HearthStyle::subElementRect(SubElement element, const QStyleOption *option,
                                  const QWidget *widget) const {
    switch (element) {
    case SE_LineEditContents: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        // The edit of a spin box is placed by the spin box already.
        const int padding = frame && frame->lineWidth <= 0 ? 0 : 7;
        return option->rect.adjusted(padding, 1, -padding, -1);
    }
    case SE_ProgressBarGroove:
    case SE_ProgressBarContents:
        return option->rect;
    default:
        return QProxyStyle::subElementRect(element, option, widget);
    }
}

QRect HearthStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                  SubControl subControl, const QWidget *widget) const {
    QRect rect;
    switch (control) {
    case CC_ComboBox:
        if (subControl == SC_ComboBoxListBoxPopup)
            return option->rect;
        rect = parts::comboBoxRect(option, subControl);
        break;
    case CC_SpinBox:
        rect = parts::spinBoxRect(option, subControl);
        break;
    case CC_ScrollBar:
        rect = parts::scrollBarRect(option, subControl);
        break;
    default:
        return QProxyStyle::subControlRect(control, option, subControl, widget);
    }
    return visualRect(option->direction, option->rect, rect);
}

void HearthStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                QPainter *painter, const QWidget *widget) const {
    const QRectF rect(option->rect);
    const auto arrow = [&](const QString &name) {
        const bool enabled = option->state & State_Enabled;
        const qreal side = std::min<qreal>({14, rect.width(), rect.height()});
        paintIcon(painter, name,
                  QRectF(rect.center().x() - side / 2, rect.center().y() - side / 2, side, side),
                  color(enabled ? Color::Text2 : Color::Disabled));
    };
    switch (element) {
    case PE_PanelButtonCommand:
    case PE_PanelButtonBevel:
        return parts::drawPushButtonPanel(option, painter, widget);
    case PE_FrameFocusRect:
    case PE_FrameDefaultButton:
    case PE_FrameStatusBarItem:
    case PE_FrameMenu:
    case PE_PanelScrollAreaCorner:
    case PE_FrameTabBarBase:
        if (element == PE_FrameTabBarBase)
            drawHairline(painter, QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1));
        return;
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return parts::drawCheckBox(option, painter);
    case PE_IndicatorRadioButton:
        return parts::drawRadioButton(option, painter);
    case PE_PanelLineEdit:
    case PE_FrameLineEdit:
        return parts::drawFieldPanel(option, painter, widget);
    case PE_PanelMenu:
        painter->fillRect(rect, color(Color::Raised));
        return drawBox(painter, rect, {}, color(Color::ButtonBorder), 0);
    case PE_PanelMenuBar:
        return;
    case PE_PanelStatusBar:
        painter->fillRect(rect, color(Color::Window));
        return drawHairline(painter, QRectF(rect.left(), rect.top(), rect.width(), 1));
    case PE_PanelTipLabel:
        painter->fillRect(rect, color(Color::Raised));
        return drawBox(painter, rect, {}, color(Color::ButtonBorder), 0);
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow:
        return parts::drawItemPanel(option, painter, widget);
    case PE_FrameTabWidget:
        return;
    case PE_Frame: {
        // Text areas tell apart like fields; other framed views have a hairline.
        if (!isTextArea(widget))
            return drawBox(painter, rect, {}, color(Color::Border));
        drawBox(painter, rect, widget->palette().color(QPalette::Base), color(Color::BorderStrong));
        if (option->state & State_HasFocus)
            drawInnerFocus(painter, rect);
        return;
    }
    case PE_IndicatorArrowDown:
    case PE_IndicatorSpinDown:
        return arrow(u"down"_s);
    case PE_IndicatorArrowUp:
    case PE_IndicatorSpinUp:
        return arrow(u"up"_s);
    case PE_IndicatorArrowLeft:
        return arrow(u"left"_s);
    case PE_IndicatorArrowRight:
        return arrow(u"right"_s);
    default:
        return QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void HearthStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                              const QWidget *widget) const {
    const QRectF rect(option->rect);
    switch (element) {
    case CE_PushButton:
        parts::drawPushButtonPanel(option, painter, widget);
        return parts::drawPushButtonLabel(option, painter, widget);
    case CE_PushButtonBevel:
        return parts::drawPushButtonPanel(option, painter, widget);
    case CE_PushButtonLabel:
        return parts::drawPushButtonLabel(option, painter, widget);
    case CE_FocusFrame:
        return drawBox(painter, rect, {}, color(Color::Focus), metrics::controlRadius + 3, 2);
    case CE_HeaderSection:
        return parts::drawHeaderSection(option, painter);
    case CE_HeaderLabel:
        return parts::drawHeaderLabel(option, painter);
    case CE_HeaderEmptyArea:
        painter->fillRect(rect, color(Color::SurfaceAlt));
        return drawHairline(painter, QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1));
    case CE_TabBarTabShape:
        return parts::drawTabShape(option, painter);
    case CE_TabBarTabLabel:
        return parts::drawTabLabel(option, painter, widget);
    case CE_MenuItem:
        return parts::drawMenuItem(option, painter);
    case CE_MenuBarItem:
        return parts::drawMenuBarItem(option, painter);
    case CE_MenuBarEmptyArea:
        painter->fillRect(rect, color(Color::Window));
        return drawHairline(painter, QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1));
    case CE_MenuEmptyArea:
    case CE_MenuHMargin:
    case CE_MenuVMargin:
        return;
    case CE_ProgressBar:
        parts::drawProgressGroove(option, painter);
        return parts::drawProgressContents(option, painter);
    case CE_ProgressBarGroove:
        return parts::drawProgressGroove(option, painter);
    case CE_ProgressBarContents:
        return parts::drawProgressContents(option, painter);
    case CE_ProgressBarLabel:
        return;
    case CE_Splitter:
        painter->fillRect(rect, color(Color::Border));
        return;
    case CE_ShapedFrame:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine)) {
            painter->fillRect(rect, color(Color::Border));
            return;
        }
        return QProxyStyle::drawControl(element, option, painter, widget);
    default:
        return QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void HearthStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                     QPainter *painter, const QWidget *widget) const {
    switch (control) {
    case CC_ToolButton:
        return parts::drawToolButton(option, painter, widget);
    case CC_ComboBox:
        return parts::drawComboBox(option, painter, widget);
    case CC_SpinBox:
        return parts::drawSpinBox(option, painter, widget);
    case CC_ScrollBar:
        return parts::drawScrollBar(option, painter, widget);
    default:
        return QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

QIcon HearthStyle::standardIcon(StandardPixmap pixmap, const QStyleOption *option,
                                const QWidget *widget) const {
    switch (pixmap) {
    case SP_LineEditClearButton:
    case SP_DialogCloseButton:
    case SP_TitleBarCloseButton:
        return themeIcon(u"x"_s);
    case SP_MessageBoxWarning:
        return themeIcon(u"alert"_s, Color::Warn);
    case SP_MessageBoxCritical:
        return themeIcon(u"alert"_s, Color::Error);
    case SP_MessageBoxInformation:
        return themeIcon(u"info"_s, Color::Info);
    case SP_MessageBoxQuestion:
        return themeIcon(u"help"_s, Color::Info);
    default:
        return QProxyStyle::standardIcon(pixmap, option, widget);
    }
}

} // namespace hearth::ui
